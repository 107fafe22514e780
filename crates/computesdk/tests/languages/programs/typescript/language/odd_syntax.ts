let x = <const>['a', 1]
let y = x as readonly unknown[] as any
const f = async <T,>(a: T, b?: T, ...c: T[]): Promise<T> => a
const g = function <T> (this: void, a: T): asserts a is NonNullable<T> {}
abstract class A<in out T> { abstract m (): T; static readonly [key: string]: unknown; private constructor (); private constructor (a?: T) {} ; static make () { return class extends A<number> { constructor () { super() } override m () { return 1 } } } }
type O = { readonly [K in 'a' | 'b']?: K } & { new (): O } & { (x: number): string } & { get z (): number; set z (v) }
const o = { async *gen<T> (v: T) { yield v! }, get [`k${1}`] (): number { return 1 }, m: 5 as number | undefined } as any
for (const i in { a: 1 } as Record<string, number>) console.log(i!)
for (let i = <number>0, j = i as number; i! < 1; i++) { console.log(j satisfies number) }
if (y! as boolean) { console.log((x as any)?.[0]!.length, f.length, typeof g) }
try { throw 1 as never } catch (e: unknown) { console.log(e as number) }
label: { break label }
var a = 1 as number < 2, type = 3, declare = 4, as = 5, namespace = 6, abstract = 7, satisfies = 8
console.log(type, declare, as as number, namespace, abstract, satisfies satisfies number, a)
console.log(new (A.make())().m(), `${x[0] as string}`, ((z?: number) => z)?.(1), (function (this: any) { return this })!.call(1) == 1)
console.log(Object.keys(o).length, delete (o as any).m, void (0 as number), typeof (y as string), !(<boolean>true), -(<number>1))
