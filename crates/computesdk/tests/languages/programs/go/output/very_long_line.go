package main

import (
	"fmt"
	"strings"
)

func main() {
	fmt.Print(strings.Repeat("é", 3_000_000), strings.Repeat("y", 1_000_000))
}
