'use strict'
console.log((function () { return this })(), typeof require)
await_ = 1
