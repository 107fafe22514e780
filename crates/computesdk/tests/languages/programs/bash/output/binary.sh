for byte in {0..255}; do printf "\\x$(printf %x "$byte")"; done
printf '\r\n\0\xff' >&2
