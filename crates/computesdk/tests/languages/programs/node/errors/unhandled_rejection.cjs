process.on('exit', (code) => console.log('exit', code))
process.on('uncaughtExceptionMonitor', (error, origin) => console.log(origin, error.message))
Promise.reject(new Error('nobody looks'))
setImmediate(() => console.log('never'))
