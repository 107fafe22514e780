import * as fs from 'node:fs'
import { join, basename } from 'node:path'
import os = require('node:os')

const directory: string = fs.mkdtempSync(join(os.tmpdir(), 'x-'))
const file = join(directory, 'ü.txt')
fs.writeFileSync(file, 'a\n', { encoding: 'utf8', mode: 0o600 })
fs.appendFileSync(file, Uint8Array.of(0xff))
console.log(fs.readFileSync(file), fs.statSync(file).size, fs.readdirSync(directory))
fs.rmSync(directory, { recursive: true })
console.log(fs.existsSync(file), basename(process.argv[1]).replace(/\..*/, ''), process.cwd() === __dirname)
try {
  fs.readFileSync('/no/such/file')
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code)
}
