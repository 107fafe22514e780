const os: typeof import('node:os') = require('node:os')
import { setTimeout as wait } from 'node:timers/promises'
const { basename } = require('node:path') as typeof import('node:path')
const value = await wait<string>(1, 'waited')
console.log(value, typeof os.cpus, basename(__filename).split('.')[0], __dirname === process.cwd())
