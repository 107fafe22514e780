package main

import "fmt"

type trouble struct{ code int }

func main() {
	defer func() {
		fmt.Println("recovered", recover())
		panic(trouble{42})
	}()
	panic("first")
}
