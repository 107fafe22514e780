echo before
echo "a$(printf 'x\0y')b"
