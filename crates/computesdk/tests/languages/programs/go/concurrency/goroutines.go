package main

import (
	"fmt"
	"sync"
)

func main() {
	var group sync.WaitGroup
	results := make([]int, 8)
	for n := range results {
		group.Add(1)
		go func() { defer group.Done(); results[n] = n * n }()
	}
	group.Wait()
	fmt.Println(results)
}
