echo before
exec no-such-program
echo never
