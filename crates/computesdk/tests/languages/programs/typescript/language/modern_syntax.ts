const settings = { depth: { value: 0 as number | null } }
settings.depth.value ??= 5
settings.depth.value ||= 7
console.log(settings.depth?.value?.toFixed(1), settings?.['depth'], (settings as any).none?.().x)
class Modern {
  static { console.log('static block') }
  #hidden: string = 'private'
  static accessorless = class<T> { value?: T }
  has (other: object): boolean { return #hidden in other }
}
console.log(new Modern().has(new Modern()), new Modern.accessorless<string>())
label: for (const x of [1, 2] as const) for (const y of [1, 2]) { if (y === 2) continue label; console.log(x, y) }
const { a, ...rest }: { a: number, b: number, c: number } = { a: 1, b: 2, c: 3 }
console.log(a, rest, ((...numbers: number[]): number => Math.max(...numbers))(1, 3, 2), [1, [2, [3]]].flat(Infinity as 1), typeof 1n as string)
function * count (): Generator<number, void, string> { const got = yield 1; console.log(got); yield 2 }
const counting = count(); counting.next(); console.log(counting.next('sent').value)
