package main

import "log"

func main() {
	log.SetFlags(0)
	log.SetPrefix("fatal: ")
	log.Fatalln("what went wrong ✗")
}
