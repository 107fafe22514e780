package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
)

func down(depth int) int { return 1 + down(depth+1) }

// The trace has addresses, so a child writes it.
func main() {
	if len(os.Args) > 1 {
		debug.SetMaxStack(1 << 20)
		down(0)
	}
	_, err := exec.Command("/proc/self/exe", "child").Output()
	exit := err.(*exec.ExitError)
	text := string(exit.Stderr)
	fmt.Println(exit.ExitCode(), strings.SplitN(text, "\n", 2)[0], strings.Contains(text, "fatal error: stack overflow"))
}
