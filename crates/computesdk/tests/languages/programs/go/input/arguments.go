package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	fmt.Println(os.Args[1:])
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Printf("%q\n", lines.Text())
	}
	os.Exit(6)
}
