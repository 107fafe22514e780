import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process'

const run = (...words: [string, ...string[]]): SpawnSyncReturns<string> => spawnSync(words[0], words.slice(1), { encoding: 'utf8', input: 'through ü' })
console.log(run('cat').stdout, run('sh', '-c', 'exit 42').status, run('sh', '-c', 'kill -9 $$').signal, (run('no-such-program').error as NodeJS.ErrnoException).code)
console.log(execFileSync('sh', ['-c', 'printf "b\\na\\n" | sort'], { encoding: 'utf8' }))
