package main

import "os"

func main() {
	bytes := make([]byte, 256)
	for n := range bytes {
		bytes[n] = byte(n)
	}
	os.Stdout.Write(bytes)
	os.Stdout.WriteString("\r\n\xff no end")
	os.Stderr.Write([]byte{0xff, 0, 0xc3})
}
