exec 3>&1 4>&2
{ echo out; echo err >&2; } 2>&1 >&3 | sed 's/^/piped /'
echo to three >&3
exec 3>&- ; echo closed >&3; echo $?
cat <<< "here" - <<'END' <(echo there)
$HOME is not expanded
END
cat <<-END
	tabs go, $((1 + 1)) stays
	END
while read -r -u 5 line; do echo "five: $line"; done 5< <(seq 2)
echo both &>/dev/null; exec 1>&-; echo lost
echo "code $?" >&2
