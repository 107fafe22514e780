enum Text { A = 'a', B = `${A}b`, C = A + 'c' }
enum Number_ { Negative = -1, Next, Shifted = 1 << 4, Mixed = Shifted | 3, Float = 1 / 2 }
enum Other { FromOther = Number_.Mixed, Length = 'abc'.length, 'quoted name' = 7, Computed = Math.max(1, 2) }
const enum Inlined { X = 5, Y = X * 2, Z = 'z' }
declare enum Elsewhere { Q }
console.log(Text, Number_, Other, Inlined.Y, Inlined['X'], Inlined.Z, Other['quoted name'], Number_[19])
namespace Box { export enum Size { S, L } export const enum Depth { D = 3 } export const big = Size.L + Depth.D }
console.log(Box.Size[0], Box.big)
