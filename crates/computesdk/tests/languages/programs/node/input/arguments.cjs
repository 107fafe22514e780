const path = require('path')
console.log(process.argv.slice(2), process.argv.length, require.main === module)
