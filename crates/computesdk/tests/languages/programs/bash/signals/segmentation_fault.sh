echo written
kill -SEGV $$
