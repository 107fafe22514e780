const next: Partial<Record<NodeJS.Signals, NodeJS.Signals>> = { SIGUSR2: 'SIGTERM', SIGTERM: 'SIGINT' }
for (const name of ['SIGUSR2', 'SIGTERM'] as const) {
  process.on(name, (signal: NodeJS.Signals, number: number): void => {
    console.log(signal, number)
    process.kill(process.pid, next[signal])
  })
}
process.kill(process.pid, 'SIGUSR2')
// Nothing else keeps it alive until then.
setInterval(() => {}, 1000)
