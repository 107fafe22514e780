echo $((1 / 0))
echo "after $?"
cd /no/such/directory; echo "cd $?"
cat < /no/such/file; echo "redirection $?"
no_such_command; echo "command $?"
/etc; echo "directory $?"
/etc/passwd; echo "no permission $?"
readonly fixed=1; fixed=2; echo "never in a script: $?"
