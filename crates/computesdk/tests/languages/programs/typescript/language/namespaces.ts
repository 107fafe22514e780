namespace Outer {
  let count = 0
  const hidden = 'hidden'
  export const shown = hidden + String(count)
  export const [first, { second }] = [1, { second: 2 }]
  export function bump (): number { return ++count + first + second }
  export class Inside { value = shown }
  export namespace Nested.Deeper { export const depth = 3 }
  export import Deep = Nested.Deeper
  export type OnlyType = string
  interface Nothing { a: 1 }
}
namespace OnlyTypes { export interface A { b: string } }
declare namespace Ambient { const x: number }
console.log(Outer.bump(), Outer.shown, new Outer.Inside().value, Outer.Deep.depth, Object.keys(Outer).sort(), typeof OnlyTypesOr)
var OnlyTypesOr: OnlyTypes.A | undefined
