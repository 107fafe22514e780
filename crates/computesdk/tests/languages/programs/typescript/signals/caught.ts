const names: NodeJS.Signals[] = ['SIGUSR2', 'SIGTERM']
for (const name of names) process.on(name, (signal: NodeJS.Signals, number: number): void => { console.log(signal, number) })
process.kill(process.pid, 'SIGUSR2')
setTimeout(() => process.kill(process.pid, 'SIGTERM'), 20)
setTimeout(() => process.kill(process.pid, 'SIGINT'), 60)
setTimeout(() => {}, 10000)
