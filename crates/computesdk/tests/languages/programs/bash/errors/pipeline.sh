false | true | (exit 3); echo "${PIPESTATUS[@]}"
set -o pipefail
(exit 4) | true; echo $?
yes | head -n 1; echo "${PIPESTATUS[@]}"
exec 2>&1
no_such_command | cat
exit "${PIPESTATUS[0]}"
