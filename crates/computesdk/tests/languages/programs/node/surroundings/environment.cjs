const { execSync } = require('child_process')
console.log('HOME' in process.env, 'PATH' in process.env, process.env.NO_SUCH, process.env.NODE_OPTIONS, process.env.LANG, process.env.NODE_ENV)
process.env.MINE = 'va lue ü'
console.log(execSync('echo $MINE').toString(), process.execArgv, process.argv0, process.platform, process.title)
console.log(require.main.filename === __filename, module.parent, module.paths.length > 0, typeof globalThis.require, typeof globalThis.__filename)
