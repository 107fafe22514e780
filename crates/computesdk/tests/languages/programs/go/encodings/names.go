package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

type Größe struct{ Länge, 宽 int }

func π() float64 { return 3.14 }

func main() {
	ключ := Größe{1, 2}
	fmt.Println(ключ, π(), len("é🦀"), utf8.RuneCountInString("é🦀"), strings.ToUpper("größe ß"))
	for at, letter := range "a\xffé" {
		fmt.Printf("%d %q %U\n", at, letter, letter)
	}
	fmt.Println([]byte("ü"), []rune("ü🦀"), string([]byte{0xff, 'a'}), `raw \n`)
}
