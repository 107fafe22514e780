for number in {1..200}; do
  echo "out $number"
  echo "err $number" >&2
done
printf 'no end' >&2
