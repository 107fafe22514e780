console.log('written')
process.kill(process.pid, 'SIGKILL' satisfies NodeJS.Signals)
