local x=1; echo "local $?"
declare -i number=abc; echo "$number"
declare -r fixed=1
(fixed=2; echo never); echo "subshell $?"
let 'x = 5 +'; echo "let $?"
[[ 1 -eq x1+ ]]; echo "test $?"
[ 1 -eq one ]; echo "test $?"
return 3; echo "return $?"
shift 5; echo "shift $?"
break; echo "break $?"
exit 2
