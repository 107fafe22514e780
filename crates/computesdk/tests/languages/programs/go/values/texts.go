package main

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"regexp"
	"slices"
	"sort"
	"strings"
)

type item struct {
	Name string   `json:"name"`
	Tags []string `json:"tags,omitempty"`
	Size float64
	own  int
}

func main() {
	text, err := json.Marshal([]any{item{Name: "ü<&>\u2028", Size: 1e21}, nil, map[string]int{"b": 1, "a": 2}})
	fmt.Println(string(text), err)
	var back item
	fmt.Println(json.Unmarshal([]byte(`{"name": "x", "tags": ["\ud83e\udd80"], "Size": 1.5}`), &back), back)
	fmt.Println(json.Unmarshal([]byte(`{"name": 1}`), &back), json.Unmarshal([]byte(`{"a":`), &back))
	date := regexp.MustCompile(`(?P<y>\d{4})-(\d\d)`)
	fmt.Println(date.ReplaceAllString("2024-02 2023-11", "$2/${y}"), date.FindStringSubmatch("x 2024-02"))
	fmt.Println(hex.EncodeToString(md5.New().Sum(nil)), crc32.ChecksumIEEE([]byte("abc")), base64.StdEncoding.EncodeToString([]byte("ü")))
	words := strings.Fields(" ä z a Z 10 9 ")
	sort.Strings(words)
	numbers := []int{3, 1, 2}
	slices.SortFunc(numbers, func(a, b int) int { return b - a })
	fmt.Println(words, numbers, strings.Title("abc def"), strings.Split("a,b,,c", ","))
}
