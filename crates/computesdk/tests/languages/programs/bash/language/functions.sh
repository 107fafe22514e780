declare -A ages=([ann]=30 [bob]=25)
greet() { local name=$1; echo "hello ${name^^} ${ages[$name]}"; }
for name in ann bob; do greet "$name"; done
echo $((6 * 7)) "${BASH_SOURCE##*/}" $LINENO
cat <<< "here"
