// What a pipe has room for (64 KiB) is there; of more than that it depends on the reader's haste.
for (let count = 0; count < 600; count++) process.stdout.write('x'.repeat(99) + '\n')
process.exit(4)
