function tell (value: string): string
function tell (value: number, unit?: string): string
function tell (value: string | number, unit: string = 'x'): string {
  return typeof value === 'string' ? value.toUpperCase() : `${value}${unit}`
}

interface Cat { meow: () => string }
function isCat (value: unknown): value is Cat { return typeof (value as Cat)?.meow === 'function' }
function assertText (value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new TypeError(`no text: ${String(value)}`)
}

console.log(tell('a'), tell(1), tell(2, 'kg'), isCat({ meow: () => 'm' }), isCat(null))
const value: unknown = 5
try { assertText(value); console.log('never') } catch (error) { console.log((error as Error).message) }
function exhausted (value: never): never { throw new Error(`left: ${value as string}`) }
const kind = 'b' as 'a' | 'b'
switch (kind) {
  case 'a': case 'b': console.log('known'); break
  default: exhausted(kind)
}
