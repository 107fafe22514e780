package main

import (
	"fmt"
	"math"
	"math/big"
	"math/rand"
	"strconv"
)

func main() {
	zero := 0.0
	fmt.Println(0.1+0.2, 1e21, 1e20, 1e-7, -zero, 1/zero, zero/zero, float32(0.1), 1.0, 3.0/2)
	fmt.Println(-7/2, -7%3, 1<<10|1, 6&^2, math.MaxInt64, uint64(math.MaxUint64), int8(-128)/int8(int(zero)-1))
	big200 := new(big.Int).Exp(big.NewInt(2), big.NewInt(200), nil)
	fmt.Println(big200, new(big.Rat).SetFrac64(1, 3), new(big.Int).MulRange(1, 30))
	fmt.Println(strconv.FormatFloat(0.1, 'f', 20, 64), strconv.Itoa(-5), strconv.FormatInt(255, 2), math.Round(2.5), math.RoundToEven(2.5))
	fmt.Println(rand.New(rand.NewSource(42)).Perm(8), math.Sqrt(2), math.Pi, math.Inf(-1) < 0)
}
