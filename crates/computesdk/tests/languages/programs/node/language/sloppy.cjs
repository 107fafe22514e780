var await = 1
undeclared = 08
console.log(await + undeclared, typeof this, this === module.exports)
