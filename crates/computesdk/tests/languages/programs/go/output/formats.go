package main

import "fmt"

type point struct {
	X, Y int
	name string
}

func (p *point) String() string { return "*" + p.name }

func main() {
	p := point{1, -2, "ü"}
	fmt.Printf("%v %+v %#v %T %v\n", p, p, p, p, &p)
	fmt.Printf("%5d|%-5d|%05d|%x|%X|%o|%b|%c|%U|%e|%8.3f|%g\n", 42, 42, 42, 255, 255, 8, 5, 'é', '🦀', 12345.678, 3.14159, 1e21)
	fmt.Printf("%q %v %s %x %t %p %v\n", "a\tb", []string{"x", "y"}, []byte("hi"), "hi", true, nil, map[string]int{"b": 2, "a": 1})
	fmt.Printf("%d %!|%s\n", "text", 1)
	fmt.Println(nil, []int(nil), struct{}{}, [2]bool{true}, complex(1, -2), error(nil))
}
