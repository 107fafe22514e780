package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	defer out.Flush()
	for n := range 1 << 23 {
		fmt.Fprintf(out, "%07d\n", n)
	}
}
