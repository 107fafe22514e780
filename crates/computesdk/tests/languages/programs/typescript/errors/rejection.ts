type Work<T> = () => Promise<T>

const work: Work<number> = async () => { throw new TypeError('in a promise') }
process.on('exit', (code) => { console.log('exit', code) })
await work()
