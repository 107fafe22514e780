read -r line; echo "$? <$line> $#"
[ -t 0 ] || echo "no terminal"; [ -t 1 ] || echo "nor there"
cat | wc -c | tr -d ' '
select choice in a b; do echo "never $choice"; done
echo "after"
