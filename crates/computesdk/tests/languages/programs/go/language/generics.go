package main

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
)

type Number interface{ ~int | ~float64 }

type Celsius float64

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(item T) { s.items = append(s.items, item) }

func (s *Stack[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for at, item := range slices.Backward(s.items) {
			if !yield(at, item) {
				return
			}
		}
	}
}

func Sum[T Number](values ...T) (sum T) {
	for _, value := range values {
		sum += value
	}
	return sum
}

func Map[T, U any](values []T, change func(T) U) []U {
	var changed []U
	for _, value := range values {
		changed = append(changed, change(value))
	}
	return changed
}

func main() {
	var stack Stack[string]
	for _, item := range []string{"a", "b", "c"} {
		stack.Push(item)
	}
	for at, item := range stack.All() {
		fmt.Println(at, item)
		if at == 1 {
			break
		}
	}
	fmt.Println(Sum(1, 2, 3), Sum(Celsius(1.5), 2), Map([]int{1, 2}, func(n int) string { return fmt.Sprint(n, "!") }))
	fmt.Println(max(3, 1, 2), min("b", "a"), cmp.Compare(1, 2), slices.Sorted(maps.Keys(map[int]bool{3: true, 1: true})))
}
