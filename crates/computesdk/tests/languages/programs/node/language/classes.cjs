class Base {
  static #count = 0
  #secret = 1
  static { this.ready = true }
  get secret () { return this.#secret }
  set secret (value) { this.#secret = value * 2 }
  static made () { return ++Base.#count }
  has (other) { return #secret in other }
}
class Derived extends Base { toString () { return `derived ${super.secret}` } }
const one = new Derived()
one.secret = 21
console.log(`${one}`, Base.ready, Base.made(), Derived.made(), one.has({}), one.has(one), one?.missing?.deep ?? 'default')
const handler = { get: (target, name) => name in target ? target[name] : `no ${String(name)}` }
console.log(new Proxy({ a: 1 }, handler).b, Reflect.ownKeys({ [Symbol.iterator]: 1, x: 2 }), new WeakRef(one).deref() === one)
console.log(Object.getOwnPropertyDescriptor(Base.prototype, 'secret').set.length, [1, [2, [3]]].flat(Infinity), Object.groupBy)
