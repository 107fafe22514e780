trap 'echo caught' USR1
(sleep 0.05; kill -USR1 $$) &
sleep 100 & sleeper=$!
wait $sleeper; echo "$?"
kill $sleeper; wait $sleeper; echo "$?"
