const number: number = 'text' as any
const wrong: number = 'not a number'
function twice (value: number): number { return value * 2 }
console.log(number, wrong, twice('21'), (wrong as string).length)
console.log((undefinedFunction as undefined | (() => void))?.())
