import os = require('node:os')
import { basename } from 'node:path'
import type fs = require('node:fs')

let stats: fs.Stats | undefined
console.log(typeof os.cpus, basename('/a/b'), stats)
