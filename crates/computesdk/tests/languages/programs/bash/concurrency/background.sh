(sleep 0.05; echo child) &
wait $!
echo parent
kill -TERM $$
