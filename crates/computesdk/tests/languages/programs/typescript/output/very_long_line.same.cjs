process.stdout.write('é'.repeat(3e6) + 'y'.repeat(1e6))
