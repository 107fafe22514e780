/* A comment first. */ // and another

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	_, _, line, _ := runtime.Caller(0)
	fmt.Println(os.Args[1:], line)
	fmt.Fprintln(os.Stderr, "to stderr")
	os.Exit(42)
}
