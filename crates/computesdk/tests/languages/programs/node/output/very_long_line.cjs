process.stdout.write('é'.repeat(3e6))
process.stdout.write('y'.repeat(1e6))
