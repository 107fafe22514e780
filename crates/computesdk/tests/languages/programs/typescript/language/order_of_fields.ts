class Item {
  size?: number
  tag = 'tagged'
  constructor (public readonly name: string) {}
}
console.log(Object.keys(new Item('a')), JSON.stringify(new Item('b')))
