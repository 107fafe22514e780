const { writeSync } = require('fs')

// What the program of this name is to write.
const block = Buffer.from(Array.from({ length: 8192 }, (_, n) => String(n).padStart(7, '0') + '\n').join(''))
for (let count = 0; count < 1024; count++) {
  for (let at = 0; at < block.length;) {
    try { at += writeSync(1, block, at) } catch (error) { if (error.code !== 'EAGAIN') throw error }
  }
}
