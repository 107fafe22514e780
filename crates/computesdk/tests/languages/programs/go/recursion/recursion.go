package main

import "fmt"

func down(depth int) int {
	if depth == 0 {
		return 0
	}
	return 1 + down(depth-1)
}

func ackermann(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

func main() {
	fmt.Println(down(1_000_000), ackermann(2, 300))
}
