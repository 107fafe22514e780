type Getters<T> = { [K in keyof T as `get${Capitalize<string & K>}`]: () => T[K] }
type Unwrapped<T> = T extends Promise<infer U> ? Unwrapped<U> : T
type Tuple = [first: string, second?: number, ...rest: boolean[]]

const getters = { getName: () => 'n' } as const satisfies Getters<{ name: string }>
const tuple: Tuple = ['a', 1, true]
const unwrapped: Unwrapped<Promise<Promise<number>>> = 3
const key: unique symbol = Symbol('key')
const table = { a: 1, b: 2 } as const
type Key = keyof typeof table
const keys = Object.keys(table) as Key[]
let assigned!: number
assigned = (<any>unwrapped) as number + 1
console.log(getters.getName(), tuple, assigned, { [key]: 1 }, keys.map((one): number => table[one]), table! as object)
