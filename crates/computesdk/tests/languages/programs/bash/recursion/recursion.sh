down() { if (($1 == 0)); then echo 0; else local rest; down $(($1 - 1)) > /dev/null; echo "$1"; fi; }
down 300
FUNCNEST=50
down 100
echo "after $?"
