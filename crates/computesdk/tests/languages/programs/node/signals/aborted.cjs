console.log('written')
process.abort()
