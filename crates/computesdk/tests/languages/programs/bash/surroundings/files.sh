umask 027; mkdir 'files of mine' && cd 'files of mine' || exit
echo a > 'ü.txt'; echo b >> 'ü.txt'; ln -s 'ü.txt' link
cat link; ls -1; stat -c '%a %s' 'ü.txt'; [[ ü.txt -ef link ]] && echo same
set -o noclobber; echo c > 'ü.txt'; echo $?
shopt -s nullglob dotglob; echo *.none *.t?t; cd "$OLDPWD"; rm -r 'files of mine'
temporary=$(mktemp); [ -w "$temporary" ] && echo writable; rm "$temporary"
[[ -e main.sh && $0 == main.sh || -e $0 ]] && echo "${0##*/}"
pushd / > /dev/null; pwd; popd > /dev/null; cd /usr/../etc && pwd; umask
