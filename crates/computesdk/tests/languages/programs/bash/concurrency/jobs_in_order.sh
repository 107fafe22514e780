for number in 1 2 3; do (sleep "0.0$((4 - number))"; exit "$number") & children+=($!); done
for child in "${children[@]}"; do wait "$child"; echo "$?"; done
coproc upper { while read -r line; do echo "${line^^}"; done; }
echo "hello" >&"${upper[1]}"; read -r answer <&"${upper[0]}"; echo "$answer"
eval "exec ${upper[1]}>&-"; wait
(sleep 0.01; exit 9) & wait $!; echo "$?"
