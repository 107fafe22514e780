namespace Geometry { export function area (side: number): number { return side ** 2 } }
namespace Geometry { export const nine = area(3) }
console.log(Geometry.nine)
