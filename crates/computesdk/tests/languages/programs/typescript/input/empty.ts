const fs = require('fs') as typeof import('fs')
console.log(JSON.stringify(fs.readFileSync(0, 'utf8')), process.stdin.isTTY, process.argv.length)
