import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'

const data: Buffer = readFileSync(0)
console.log(data.length, data.toString('hex'), createHash('sha256').update(data).digest('base64'))
process.stdout.write(data as Uint8Array)
