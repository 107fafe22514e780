trap 'echo leaving' EXIT
exit 5
