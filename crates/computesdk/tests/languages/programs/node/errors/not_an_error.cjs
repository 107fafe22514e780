console.log('before')
setTimeout(() => console.log('never'), 1000)
throw { reason: 'an object', list: [1, 2] }
