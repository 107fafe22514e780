const assert = require('assert')
try {
  assert.deepStrictEqual({ a: [1, 2] }, { a: [1, 3] })
} catch (error) {
  console.log(error.code, error.message)
}
assert(0 > 1, 'no order')
