const { HOME, NO_SUCH = 'unset', LANG }: NodeJS.ProcessEnv = process.env
console.log(HOME !== undefined, NO_SUCH, LANG)
process.env.MINE = 'va lue ü'
console.log((require('child_process') as typeof import('child_process')).execSync('echo $MINE', { encoding: 'utf8' }))
declare global {
  var shared: { count: number } | undefined
}
globalThis.shared = { count: 1 }
console.log(globalThis.shared?.count)
export {}
