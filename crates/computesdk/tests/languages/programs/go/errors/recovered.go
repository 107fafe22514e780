package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

func attempt(work func() any) {
	defer func() {
		if problem := recover(); problem != nil {
			_, isError := problem.(error)
			fmt.Println("panic:", problem, isError)
		}
	}()
	fmt.Println(work())
}

func main() {
	zero, list := 0, []int{1, 2}
	var none *struct{ x int }
	var table map[string]int
	var value any = "text"
	attempt(func() any { return 1 / zero })
	attempt(func() any { return list[zero+5] })
	attempt(func() any { return list[2:zero+1] })
	attempt(func() any { return none.x })
	attempt(func() any { table["a"] = 1; return nil })
	attempt(func() any { return value.(int) })
	attempt(func() any { return make([]int, zero-1) })
	attempt(func() any { var c chan int; close(c); return nil })
	attempt(func() any { panic(nil) })
	attempt(func() any { return [2]int(list[:1]) })
	_, err := strconv.Atoi("x1")
	fmt.Println(err, errors.Unwrap(err) == strconv.ErrSyntax)
	_, err = os.Open("/no/such/file")
	fmt.Println(err, errors.Is(err, fs.ErrNotExist), errors.Join(err, nil))
	var big int8 = 127
	big++
	fmt.Println(big, uint8(zero)-1)
}
