const text = `a
b`
console.log(JSON.stringify(text), __filename.slice(-8))
// comment
throw new Error("at line 4")
