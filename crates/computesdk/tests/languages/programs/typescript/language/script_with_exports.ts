// No import, no await: a script, as require makes it one.
const path = require('path')
interface Holder { value?: number }
const holder: Holder = module.exports
exports.value = 42
console.log(holder.value, require.main === module, typeof this, path.basename(__filename).length > 0, arguments.length)
