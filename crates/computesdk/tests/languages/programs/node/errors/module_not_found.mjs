import './no-such-module.mjs'
console.log('never')
