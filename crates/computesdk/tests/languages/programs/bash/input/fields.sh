IFS=: read -r first second rest
echo "$first|$second|$rest"
read -r -n 3 few; echo "<$few>"; read -r; echo "<$REPLY>"
read plain; echo "<$plain>"
mapfile -t lines; echo "${#lines[@]}" "${lines[@]@Q}"
read -r none || echo "end: $?"
