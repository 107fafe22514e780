const text: string = 'é'.repeat(3e6)
process.stdout.write(text)
process.stdout.write(<string>'y'.repeat(1e6))
