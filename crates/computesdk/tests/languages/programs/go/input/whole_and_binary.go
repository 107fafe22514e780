package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

func main() {
	data, err := io.ReadAll(os.Stdin)
	fmt.Println(len(data), err, utf8.Valid(data))
	fmt.Printf("%x %q\n", sha256.Sum256(data), data)
	os.Stdout.Write(data)
}
