import { once } from 'node:events'

const block = Buffer.from(Array.from({ length: 8192 }, (_, n) => String(n).padStart(7, '0') + '\n').join(''))
for (let count = 0; count < 1024; count++) {
  if (!process.stdout.write(block)) await once(process.stdout, 'drain')
}
