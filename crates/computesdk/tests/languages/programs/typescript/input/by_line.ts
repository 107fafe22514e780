import { createInterface, type Interface } from 'node:readline'

const lines: Interface = createInterface({ input: process.stdin })
let count: number = 0
for await (const line of lines) console.log(++count, JSON.stringify(line))
