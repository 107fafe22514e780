package main

import (
	"fmt"
	"os"
)

func main() {
	for _, argument := range os.Args[1:] {
		fmt.Printf("%d %q %x\n", len(argument), argument, argument)
	}
}
