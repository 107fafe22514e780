try {
  await Promise.any([Promise.reject(new Error('one')), Promise.reject(new RangeError('two'))])
} catch (error) {
  console.log(error.constructor.name, error.message, error.errors.map(String))
}
function fail () {
  throw new SyntaxError('from a promise')
}
Promise.resolve().then(fail).finally(() => console.log('finally'))
