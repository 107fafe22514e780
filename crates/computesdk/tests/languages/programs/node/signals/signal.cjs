process.on('SIGUSR2', () => {
  console.log('caught')
  process.kill(process.pid, 'SIGTERM')
})
process.kill(process.pid, 'SIGUSR2')
setTimeout(() => {}, 10000)
