text="The quick brown fox"
echo "${text#The }" "${text%fox}" "${text/o/0}" "${text//o/0}" "${text: -3}" "${text,,}" "${text~~}"
[[ $text =~ ([a-z]+)\ ([a-z]+) ]] && echo "${BASH_REMATCH[@]}"
printf '%s\n' ä z a Z 10 9 | sort; printf '%s\n' 10 9 1 | sort -n | tr '\n' ' '
case $text in *quick*) echo "found" ;;& T*) echo "and begins" ;; *) echo never ;; esac
printf abc | sha256sum; printf '' | md5sum; date -u -d @1709210096 '+%F %T %A %j'
TZ=Asia/Tokyo date -d @0 +%H; printf '{"a": "ü"}' | grep -oP '"\K\w+(?=":)'
echo "a,b,,c" | cut -d, -f2,4; echo abc | tr a-c x-z; echo "${text@Q} ${text@U}"; printf -v padded '%08.3f' 3.14159; echo "$padded"
