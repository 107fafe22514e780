diff <(printf 'a\nb\n') <(printf 'a\nc\n'); echo $?
tee >(tr a-z A-Z > /dev/null) <<< "through"
paste -d, <(seq 3) <(seq 4 6)
echo "$(echo "nested $(echo 'deep "quotes"')")" `echo \`echo old\``
value=$(exit 6); echo $?
bash -c 'echo "$0 $1"' name argument
env -i sh -c 'echo ${HOME-none}'
echo "sub $BASH_SUBSHELL" "$(echo $BASH_SUBSHELL)" "$(ps -o comm= -p $$ 2>/dev/null || echo bash)"
