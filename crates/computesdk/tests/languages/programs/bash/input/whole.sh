text=$(cat; echo x)
text=${text%x}
echo "${#text}"
printf '%s' "$text" | od -An -c
