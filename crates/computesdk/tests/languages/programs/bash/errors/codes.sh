for code in 0 1 2 42 255 256 300; do (exit $code); echo "$code gives $?"; done
false; echo $?; ! true; echo $?
inner() { return 7; }
inner; echo $?
deep() { (( $1 )) || exit 42; deep $(($1 - 1)); }
deep 5
echo never
