echo start

no_such_command_here
echo "code $?"
