class Counter {
  accessor count: number = 1
  static accessor shared = 'shared'
}
const counter = new Counter()
counter.count += 41
console.log(counter.count, Counter.shared, Object.keys(counter))
