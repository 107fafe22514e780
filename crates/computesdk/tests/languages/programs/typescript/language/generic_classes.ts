class Stack<T extends { toString: () => string } = string> {
  private readonly items: T[] = []
  push (...items: T[]): this { this.items.push(...items); return this }
  map<U extends object> (change: (item: T, at: number) => U): Stack<U> { return new Stack<U>().push(...this.items.map(change)) }
  static of<T extends {}> (...items: readonly T[]): Stack<T> { return new Stack<T>().push(...items) }
  toString (): string { return this.items.join('+') }
}

const identity = <T,>(value: T): T => value
const make = Stack<number>
function pick<const T extends readonly unknown[], K extends keyof T> (list: T, at: K): T[K] { return list[at] }
console.log(String(Stack.of(1, 2).map((n) => ({ n, toString: () => `<${n}>` }))), identity<string>('x'), `${new make().push(7)}`, pick(['a', 'b'], 1))
console.log(identity < 1, 2 > (3))
