const fs = require('fs')
console.log(JSON.stringify(fs.readFileSync('/dev/stdin', 'utf8')), process.stdin.isTTY, process.stdout.isTTY, process.stdout.columns)
