printf 'é%.0s' {1..200000}
head -c 4000000 /dev/zero | tr '\0' y
