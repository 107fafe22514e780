package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

func main() {
	cat := exec.Command("cat")
	cat.Stdin = strings.NewReader("through ü")
	out, err := cat.Output()
	fmt.Printf("%q %v\n", out, err)
	shell := exec.Command("sh", "-c", "echo out; echo err >&2; exit 42")
	shell.Stdout, shell.Stderr = os.Stdout, os.Stderr
	fmt.Println(shell.Run(), shell.ProcessState.ExitCode())
	fmt.Println(exec.Command("no-such-program").Run())
	piped, _ := exec.Command("sh", "-c", "printf 'b\\na\\n' | sort").CombinedOutput()
	fmt.Printf("%q\n", piped)
	os.Exit(shell.ProcessState.ExitCode())
}
