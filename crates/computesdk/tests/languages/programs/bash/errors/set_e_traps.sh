set -eE
trap 'echo "line $LINENO: $BASH_COMMAND gave $?" >&2' ERR
inner() { true; grep -q nothing /dev/null; echo "never"; }
if inner; then echo "conditions do not count"; fi
false || echo "nor do lists"
inner
echo never
