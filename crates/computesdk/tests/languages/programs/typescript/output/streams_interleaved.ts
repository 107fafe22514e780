for (let number: number = 0; number < 30; number++) {
  console.log('out', number)
  console.error('err', number)
}
process.stderr.write('no end' as string)
