const counters = (): Array<() => number> => { const list: Array<() => number> = []; for (let n = 0; n < 3; n++) list.push(() => n); return list }
type Reducer<S, A> = (state: S, action: A) => S
type Action = { type: 'add', by: number } | { type: 'reset' }
const reducer: Reducer<number, Action> = (state, action) => {
  switch (action.type) {
    case 'add': return state + action.by
    case 'reset': return 0
  }
}
const actions: Action[] = [{ type: 'add', by: 2 }, { type: 'reset' }, { type: 'add', by: 40 }, { type: 'add', by: 2 }]
console.log(counters().map((one) => one()), actions.reduce(reducer, 0))
const memo = <A extends unknown[], R>(work: (...args: A) => R): ((...args: A) => R) => {
  const known = new Map<string, R>()
  return (...args) => known.get(JSON.stringify(args)) ?? (known.set(JSON.stringify(args), work(...args)), known.get(JSON.stringify(args))!)
}
let calls = 0
const square = memo((n: number): number => { calls++; return n * n })
console.log(square(3), square(3), calls)
