package main

import "fmt"

func main() {
	fmt.Printf("%q\n", `a
b`)
	panic("at line 7")
}
