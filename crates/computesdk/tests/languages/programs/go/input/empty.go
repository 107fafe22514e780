package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	text, err := bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Printf("%q %v %d\n", text, err, len(os.Args))
	var number int
	count, err := fmt.Scan(&number)
	fmt.Println(count, err)
}
