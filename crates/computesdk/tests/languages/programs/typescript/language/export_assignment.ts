import fs = require('fs')
const value: typeof fs = fs
console.log(typeof value.readFileSync, module.exports)
export = { value }
