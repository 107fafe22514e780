process.on('uncaughtException', (error, origin) => {
  console.log('caught', error.message, origin)
  process.exitCode = 42
})
process.on('unhandledRejection', (reason) => console.log('rejected', reason))
Promise.reject(7)
setTimeout(() => { throw new Error('late') }, 5)
setTimeout(() => console.log('goes on'), 20)
