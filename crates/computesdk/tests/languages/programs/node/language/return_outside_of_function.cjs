exports.value = 1
console.log(arguments.length, typeof arguments[1], module.exports, with_statement())
function with_statement () { with ({ x: 'with' }) { return x } }
if (exports.value) return
console.log('never')
