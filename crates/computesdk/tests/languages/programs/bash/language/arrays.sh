list=(one "two words" three [7]=eight)
echo "${#list[@]} ${!list[@]} ${list[1]} ${list[@]:1:2}"
list+=(nine); unset 'list[0]'; printf '<%s>' "${list[@]}"; echo
declare -A map=([key]=value ["a b"]=c); for key in "${!map[@]}"; do echo "$key=${map[$key]}"; done | sort
copy=("${list[@]/e/E}"); declare -p copy; echo "${list[-1]} ${map[none]-nothing}"
declare -n alias=list; echo "${alias[1]}"; set -- "${list[@]}"; echo $#
