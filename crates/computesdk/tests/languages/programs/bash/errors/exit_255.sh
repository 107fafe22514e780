fail() { echo "failing in $FUNCNAME called from line ${BASH_LINENO[0]}" >&2; exit 255; }
trap 'code=$?; echo "leaving with $code"; exit $code' EXIT
fail
