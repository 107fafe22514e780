import { setTimeout } from 'node:timers/promises'
const value = await setTimeout(5, 'waited')
console.log(value)
