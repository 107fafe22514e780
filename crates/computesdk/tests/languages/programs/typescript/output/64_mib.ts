import { once } from 'node:events'
import type { Writable } from 'node:stream'

async function write (out: Writable, block: Buffer): Promise<void> {
  if (!out.write(block)) await once(out, 'drain')
}

const block: Buffer = Buffer.from(Array.from({ length: 8192 }, (_, n: number) => String(n).padStart(7, '0') + '\n').join(''))
for (let count = 0; count < 1024; count++) await write(process.stdout, block)
