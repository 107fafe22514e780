package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	numbers, squares := make(chan int), make(chan int, 3)
	go func() {
		defer close(numbers)
		for n := range 5 {
			numbers <- n
		}
	}()
	go func() {
		defer close(squares)
		for n := range numbers {
			squares <- n * n
		}
	}()
	for square := range squares {
		fmt.Println(square)
	}
	var count atomic.Int64
	var once sync.Once
	var group sync.WaitGroup
	for range 100 {
		group.Add(1)
		go func() { defer group.Done(); count.Add(1); once.Do(func() { fmt.Println("once") }) }()
	}
	group.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	select {
	case <-ctx.Done():
		fmt.Println(count.Load(), ctx.Err())
	case <-time.After(10 * time.Second):
	}
}
