var functions = []
for (var shared = 0; shared < 3; shared++) functions.push(() => shared)
for (let own = 0; own < 3; own++) functions.push(() => own)
console.log(functions.map((one) => one()), hoisted(), typeof later)
function hoisted () { return 'hoisted' }
var later = 1
function * fibonacci (a = 0, b = 1) { try { for (;;) { yield a; [a, b] = [b, a + b] } } finally { console.log('closed') } }
for (const number of fibonacci()) { if (number > 20) break; console.log(number) }
label: for (const x of [1, 2]) { for (const y of [1, 2]) { if (y === 2) continue label; console.log(x, y) } }
console.log(((a, b = 2, ...rest) => [a, b, rest])(1, undefined, 3, 4), (function () { return typeof this })(), [] + {}, [] == '')
