package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(out, "flushed")
	out.Flush()
	fmt.Fprintln(out, "lost")
	defer fmt.Println("deferred, and not run by an exit")
	log.SetFlags(log.Lshortfile)
	log.Print("logged")
	os.Exit(3)
}
