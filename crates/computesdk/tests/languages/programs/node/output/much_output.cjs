const line = 'x'.repeat(1023)
for (let count = 0; count < 4096; count++) console.log(line)
console.error('the end')
