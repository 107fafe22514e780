package main

import (
	"fmt"
	"os"
)

func main() {
	for n := range 200 {
		fmt.Println("out", n)
		fmt.Fprintln(os.Stderr, "err", n)
	}
	print("no end")
}
