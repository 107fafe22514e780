process.stdout.write(Buffer.from([...Array<number>(256).keys()]))
process.stdout.write('\r\n\0 no end')
