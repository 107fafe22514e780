sh -c 'kill -TERM $$'; echo $?
{ sh -c 'kill -KILL $$'; } 2> /dev/null; echo $?
sleep 100 & kill $!; wait $!; echo $?
exec sh -c 'kill -HUP $$'
