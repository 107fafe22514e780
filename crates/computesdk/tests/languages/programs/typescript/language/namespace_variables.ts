namespace Counter {
  export let count = 1
  export function bump (): void { count++ }
}
Counter.bump()
Counter.count += 40
Counter.bump()
console.log(Counter.count)
