const next = { SIGTERM: 'SIGINT', SIGINT: 'SIGHUP' }
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(name, (signal, number) => {
    console.log(signal, number)
    if (next[signal]) process.kill(process.pid, next[signal])
    else process.exit(42)
  })
}
process.kill(process.pid, 'SIGTERM')
// Nothing else keeps it alive until then.
setInterval(() => {}, 1000)
