import type fs from 'node:fs'
import { type Stats, readFileSync, type PathLike } from 'node:fs'
import { EventEmitter, once } from 'node:events'
import type * as path from 'node:path'
export type { Stats }
export interface Shown { a: typeof path, b?: PathLike }
export default class Emitter extends EventEmitter<{ done: [number] }> {}

const emitter: EventEmitter = new Emitter()
setTimeout(() => emitter.emit('done', 7))
const [done] = await once(emitter, 'done') as [number]
let none: typeof fs | Stats | undefined
console.log(done, none, typeof readFileSync)
const { basename } = await import('node:path')
console.log(basename(import.meta.url).split('.')[0])
