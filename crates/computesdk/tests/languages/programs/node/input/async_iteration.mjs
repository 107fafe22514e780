let size = 0
for await (const chunk of process.stdin) size += chunk.length
console.log(size, process.argv.slice(2), import.meta.url.startsWith('file:///'))
