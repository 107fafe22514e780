text='größe 日本 🦀'
echo "${#text} ${text:6:2} ${text^^} ${text//[^a-z]/_}"
LC_ALL=C; echo "${#text}"
printf '%s\n' $'\u00e9\x41' $'\U1f980'
