package main

import "fmt"

func main() {
	fmt.Println("before")
	never := make(chan int)
	<-never
}
