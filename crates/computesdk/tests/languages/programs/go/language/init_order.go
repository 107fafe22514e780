package main

import (
	"embed"
	"fmt"
	"runtime"
)

var a = b + 1
var b = show("b", 1)
var _ embed.FS

func init() { fmt.Println("first init", a, b) }
func init() { fmt.Println("second init") }

func show(name string, value int) int {
	fmt.Println("initialising", name)
	return value
}

func main() {
	fmt.Println("main", runtime.GOOS, runtime.GOARCH, runtime.NumGoroutine())
	goto end
end:
	fmt.Println("end")
}
