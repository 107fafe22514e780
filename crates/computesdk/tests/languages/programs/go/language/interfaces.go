package main

import (
	"errors"
	"fmt"
	"reflect"
)

type Shape interface{ Area() float64 }
type Square struct{ side float64 }
type Named struct {
	Shape
	Name string `tag:"ü"`
}
type problem struct{}

func (s Square) Area() float64 { return s.side * s.side }
func (*problem) Error() string { return "a problem" }
func nothing() error           { var none *problem; return none }

const (
	first = iota + 1
	_
	third
)

func main() {
	var shape Shape = Named{Square{3}, "n"}
	switch kind := shape.(type) {
	case Square:
		fmt.Println("never", kind)
	case Named:
		fmt.Println(kind.Name, kind.Area(), kind)
	}
	_, isSquare := shape.(Square)
	fmt.Println(isSquare, nothing() == nil, third, reflect.TypeOf(shape).Field(1).Tag.Get("tag"))
	var found *problem
	fmt.Println(errors.As(fmt.Errorf("outer: %w", &problem{}), &found), found)
	fmt.Println(shape.(Square).side)
}
