function outer () {
  try {
    inner()
  } finally {
    console.log('never reached')
  }
}
const inner = () => process.exit(255)
process.on('exit', () => console.log('exit handler', process.exitCode))
outer()
