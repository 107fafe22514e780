package main

import "fmt"

// Arguments would be in the trace, by their addresses.
var depth = 3

//go:noinline
func down() {
	if depth == 0 {
		panic(fmt.Errorf("at the bottom: %w", fmt.Errorf("ü")))
	}
	depth--
	down()
	fmt.Println("never")
}

func main() {
	defer fmt.Println("deferred")
	down()
}
