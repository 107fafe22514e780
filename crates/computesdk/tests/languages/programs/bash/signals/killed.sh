echo written
kill -KILL $$
