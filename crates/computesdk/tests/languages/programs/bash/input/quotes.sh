for argument in "$@"; do printf '%s: <%s> %q\n' "${#argument}" "$argument" "$argument"; done
echo "$# $0" | sed 's|.*/||'
shift 3
echo "$*"; IFS=,; echo "$*"; set -- x y; echo "$@" "${@: -1}"
