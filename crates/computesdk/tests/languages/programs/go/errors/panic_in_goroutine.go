package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// The number of the goroutine is in the trace, so a child writes it.
func main() {
	if len(os.Args) > 1 {
		defer fmt.Println("never")
		go func() { panic("in a goroutine") }()
		select {}
	}
	out, err := exec.Command("/proc/self/exe", "child").Output()
	exit := err.(*exec.ExitError)
	fmt.Printf("%q %d %s\n", out, exit.ExitCode(), strings.SplitN(string(exit.Stderr), "\n", 2)[0])
}
