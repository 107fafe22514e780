process.stdout.write(Buffer.from([...Array(256).keys()]))
process.stdout.write('\r\n\0\ud800', () => process.stderr.write(Buffer.from([0xff, 0, 0xc3])))
