import "fmt"

// A file may say no package.
func main() {
	fmt.Println("no package")
	defer func() { fmt.Println(recover()) }()
	var none map[string]int
	none["a"] = 1
}
