for (let number = 0; number < 200; number++) {
  console.log('out', number)
  console.error('err', number)
}
process.stderr.write('no end')
