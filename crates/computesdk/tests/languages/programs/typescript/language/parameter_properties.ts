abstract class Base {
  protected abstract readonly kind: string
  static #count: number = 0
  declare later: string
  definitely!: number
  optional?: string
  constructor (public readonly name: string, private size = 2) { Base.#count++ }
  get area (): number { return this.size ** 2 }
  set area (value: number) { this.size = Math.sqrt(value) }
  static get count (): number { return Base.#count }
  describe (this: Base): string { return `${this.kind} ${this.name} ${this.area}` }
}

class Derived extends Base implements Iterable<string> {
  [index: string]: unknown
  protected override readonly kind = 'derived';
  * [Symbol.iterator] (): IterableIterator<string> { yield * this.name }
}

const one = new Derived('ü!')
one.area = 49
console.log(one.describe(), [...one], Base.count, Object.keys(one).sort())
