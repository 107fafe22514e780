const os = require('os')
import fs, { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
const { setTimeout: wait } = await import('node:timers/promises')
const { basename } = require('node:path')
console.log(await wait(1, 'waited'), typeof os.cpus, fs.existsSync === existsSync)
console.log(basename(__filename), __dirname === process.cwd(), typeof module, typeof exports, this)
console.log(createRequire(import.meta.url)('path') === require('path'), basename(import.meta.url))
console.log(basename(new Error('x').stack.split('\n')[1]))
