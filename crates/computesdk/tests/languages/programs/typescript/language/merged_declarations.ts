namespace Geometry {
  export interface Point { x: number, y: number }
  export namespace Inner { export const unit: Point = { x: 1, y: 1 } }
  export function length ({ x, y }: Point): number { return Math.hypot(x, y) }
}
namespace Geometry { export const twice = Geometry.length(Geometry.Inner.unit) ** 2 }
function callable (): string { return callable.suffix }
namespace callable { export let suffix = 'merged' }
enum Part { A = 1, B = A << 1, C = A | B, D = 'text'.length }
enum Part { E = 100 }
class Holder { value = Holder.initial }
namespace Holder { export const initial = 5 }
import Alias = Geometry.Inner
console.log(Geometry.twice.toFixed(3), callable(), Part, new Holder().value, Alias.unit)
