const given: readonly string[] = process.argv.slice(2)
for (const argument of given) console.log(argument.length, JSON.stringify(argument))
