package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	directory, err := os.MkdirTemp("", "files of mine")
	fmt.Println(err)
	defer os.RemoveAll(directory)
	os.Chdir(directory)
	os.WriteFile("ü.txt", []byte("a\n\xff"), 0o640)
	file, _ := os.OpenFile("ü.txt", os.O_APPEND|os.O_WRONLY, 0)
	file.WriteString("b")
	file.Close()
	data, err := os.ReadFile("ü.txt")
	fmt.Printf("%q %v\n", data, err)
	fmt.Println(os.Symlink("ü.txt", "link"), os.MkdirAll("deep/er", 0o755))
	filepath.Walk(".", func(path string, info os.FileInfo, err error) error {
		fmt.Println(path, info.Mode(), err)
		return err
	})
	_, err = os.ReadFile("none")
	fmt.Println(err)
	os.Chdir("/")
	here, _ := os.Getwd()
	fmt.Println(here)
}
