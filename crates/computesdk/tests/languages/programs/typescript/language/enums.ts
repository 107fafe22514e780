enum Color { Red = 'red', Green = 'green' }
const enum Size { Small = 1, Large }
namespace Shapes { export const sides = (n: number): string => `${n} sides` }
console.log(Color.Green, Size.Large, Shapes.sides(3))
