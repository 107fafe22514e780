package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// Runs itself, so that what is in a trace need not be the same.
func main() {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "ABRT":
			syscall.Kill(syscall.Getpid(), syscall.SIGABRT)
		case "SEGV":
			syscall.Kill(syscall.Getpid(), syscall.SIGSEGV)
		case "QUIT":
			syscall.Kill(syscall.Getpid(), syscall.SIGQUIT)
		}
		select {}
	}
	for _, name := range []string{"ABRT", "SEGV", "QUIT"} {
		_, err := exec.Command("/proc/self/exe", name).Output()
		var exit *exec.ExitError
		fmt.Println(errors.As(err, &exit), exit.ExitCode(), strings.SplitN(string(exit.Stderr), "\n", 2)[0])
	}
	err := exec.Command("sh", "-c", "kill -HUP $$").Run()
	fmt.Println(err, err.(*exec.ExitError).ExitCode())
}
