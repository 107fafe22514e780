package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	input := bufio.NewReader(os.Stdin)
	var word string
	var number int
	count, err := fmt.Fscanf(input, "%s %d\n", &word, &number)
	fmt.Println(count, err, word, number)
	lines := bufio.NewScanner(input)
	lines.Split(bufio.ScanWords)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
	fmt.Println(lines.Err())
}
