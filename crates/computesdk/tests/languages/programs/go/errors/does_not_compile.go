package main

import (
	"fmt"
	"os"
)

func main() {
	var number int = "text"
	unused := 1
	fmt.Println(größe)
}
