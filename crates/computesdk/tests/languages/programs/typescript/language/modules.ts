import { setTimeout } from 'node:timers/promises'
import type { Stats } from 'node:fs'
const os = require('os')
const nothing: Stats | undefined = undefined
console.log(await setTimeout(1, typeof os.cpus), nothing satisfies undefined)
