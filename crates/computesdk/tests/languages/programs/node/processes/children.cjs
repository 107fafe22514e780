const { spawn, spawnSync, exec, fork } = require('child_process')
if (process.send) {
  process.on('message', (message) => { process.send({ got: message }); process.disconnect() })
} else {
  const cat = spawnSync('cat', { input: Buffer.from([0xff, 0, 65]) })
  console.log(cat.stdout, cat.status, spawnSync('no-such-program').error.code)
  console.log(spawnSync('sh', ['-c', 'kill -9 $$']).signal, spawnSync('sh', ['-c', 'echo to stderr >&2; exit 42'], { stdio: 'inherit' }).status)
  exec('printf "b\\na\\n" | sort; exit 3', (error, stdout) => {
    console.log(error.code, JSON.stringify(stdout))
    const child = fork(__filename)
    child.on('message', (message) => console.log(message)).on('exit', (code) => {
      console.log('child', code)
      spawn('sh', ['-c', 'cat >/dev/null; echo done'], { stdio: ['pipe', 'inherit', 'inherit'] }).stdin.end('x')
    })
    child.send({ ü: [1] })
  })
}
