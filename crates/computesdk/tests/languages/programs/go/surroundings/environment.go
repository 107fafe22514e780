package main

import (
	"fmt"
	"os"
	"os/exec"
)

func main() {
	_, home := os.LookupEnv("HOME")
	value, isSet := os.LookupEnv("NO_SUCH")
	fmt.Printf("%v %q %v %q %q %q\n", home, value, isSet, os.Getenv("LANG"), os.Getenv("GOTRACEBACK"), os.Getenv("GODEBUG"))
	os.Setenv("MINE", "va lue ü")
	out, _ := exec.Command("sh", "-c", "echo $MINE").Output()
	fmt.Print(string(out), os.ExpandEnv("<$MINE>"), "\n")
}
