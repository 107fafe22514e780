const { execFileSync, spawnSync } = require('child_process')
console.log(execFileSync('sh', ['-c', 'echo inside']).toString().trim())
console.log(spawnSync('sh', ['-c', 'exit 4']).status)
