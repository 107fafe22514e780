echo $((2 ** 62)) $((9223372036854775807 + 1)) $((-7 / 2)) $((-7 % 3)) $((0x1f + 010 + 2#101)) $((1 << 3 | 1)) $((5 > 3 ? 1 : 0))
((count = 5, count++)); echo "$count $((count--)) $count"; declare -i sum=3+4; sum+=1; echo $sum
echo "2^200" | bc 2>/dev/null || echo 1606938044258990275541962092341162602522202993782792835301376
for ((n = 0; n < 3; n++)); do printf '%d ' $n; done; echo
awk 'BEGIN { printf "%.10f %g %e\n", 1/3, 1e6, 0.1 + 0.2 }'
((0)); echo $?; let n=n*2; echo $n; echo $((08))
