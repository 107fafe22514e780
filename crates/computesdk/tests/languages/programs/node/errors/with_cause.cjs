class Trouble extends Error {
  constructor (message, options) {
    super(message, options)
    this.name = 'Trouble'
    this.code = 42
  }
}

function inner (depth) {
  if (depth === 0) null.missing
  return inner(depth - 1)
}

try {
  inner(5)
} catch (cause) {
  throw new Trouble('outer ✗', { cause })
}
