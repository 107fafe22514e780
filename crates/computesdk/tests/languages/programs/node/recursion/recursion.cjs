function down (depth) {
  return depth === 0 ? 0 : 1 + down(depth - 1)
}
console.log(down(5000))
try {
  down(1e7)
} catch (error) {
  console.log(error.name, error.message)
}
let list = null
for (let count = 0; count < 1e5; count++) list = { list }
try {
  JSON.stringify(list)
} catch (error) {
  console.log(error.name)
}
