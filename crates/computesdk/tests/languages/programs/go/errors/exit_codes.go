package main

import (
	"fmt"
	"os"
)

func inner(code int) {
	defer fmt.Println("never: an exit runs nothing that is deferred")
	os.Exit(code)
}

func main() {
	fmt.Println("before")
	inner(255)
}
