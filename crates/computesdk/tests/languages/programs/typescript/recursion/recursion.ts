function down (depth: number): number {
  return depth === 0 ? 0 : 1 + down(depth - 1)
}
type Nested<T> = T | Array<Nested<T>>
const flat = <T>(value: Nested<T>): T[] => Array.isArray(value) ? value.flatMap((one) => flat<T>(one as Nested<T>)) : [value]
console.log(down(5000), flat<number>([1, [2, [3, [4]]]]))
try {
  down(1e7)
} catch (error: any) {
  console.log(error.name, error.message)
}
