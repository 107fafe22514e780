import { Stats, readFileSync } from 'node:fs'
import Unused from './no-such-module'
import { Nothing } from './neither-this-one'
import * as path from 'node:path'
export { Shown }
type Shown = Unused | Nothing
let stats: Stats | undefined
console.log(stats, typeof readFileSync, path.sep)
