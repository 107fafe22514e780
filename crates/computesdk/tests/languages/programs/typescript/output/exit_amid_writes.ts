function leave (code: number): never {
  process.exit(code)
}
process.on('exit', (code: number) => { console.log('leaving with', code) })
for (let count = 0; count < 5; count++) process.stdout.write(`line ${count}\n`)
leave(4)
