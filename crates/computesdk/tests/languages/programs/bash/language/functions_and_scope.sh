value=global
show() { echo "$value $# ${1-none} ${FUNCNAME[*]}"; }
outer() { local value=local; show "$@"; value=changed; }
outer a b; show; ( value=inner; show ); show
make() { eval "$1() { echo \"I am $1 \$1\"; }"; }
make dynamic; dynamic ü
unset -f dynamic; type -t show echo if ls dynamic; echo $?
while getopts ab:c option -a -b x -z; do echo "$option ${OPTARG-}"; done
echo $LINENO "${BASH_SOURCE[0]##*/}" "${0##*/}"
source /dev/stdin <<< 'echo sourced "$1"' argument; alias ll='echo alias'; ll
