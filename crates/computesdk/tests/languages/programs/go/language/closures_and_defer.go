package main

import "fmt"

func named() (result int, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			result, err = -1, fmt.Errorf("wrapped: %v", problem)
		}
	}()
	panic("inside")
}

func main() {
	var functions []func() int
	for n := 0; n < 3; n++ {
		functions = append(functions, func() int { n *= 10; return n })
	}
	for _, function := range functions {
		defer fmt.Println("deferred", function(), function())
	}
	fmt.Println(named())
	list := []int{1, 2, 3, 4}
	part := list[1:2:3]
	part = append(part, 9)
	part = append(part, 10)
	part[0] = 7
	fmt.Println(list, part, len(part), cap(list[1:]))
outer:
	for x := range 3 {
		switch {
		case x == 1:
			continue outer
		case x == 0:
			fallthrough
		default:
			fmt.Println("x", x)
		}
	}
}
