function inner () {
  throw new TypeError('nested ✗')
}
inner()
