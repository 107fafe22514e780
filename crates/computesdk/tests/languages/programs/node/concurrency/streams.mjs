import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, createGunzip } from 'node:zlib'

const loud = new Transform({ transform (chunk, _, done) { done(null, chunk.toString().toUpperCase()) } })
await pipeline(Readable.from(['one ', 'two ', 'ü\n']), createGzip(), createGunzip(), loud, process.stdout, { end: false })
async function * numbers () { for (let n = 0; n < 3; n++) yield n }
for await (const number of numbers()) console.log(number)
await pipeline(Readable.from([1]), async function * () { throw new Error('in a stream') }, process.stdout)
