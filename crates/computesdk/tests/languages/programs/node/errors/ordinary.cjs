for (const work of [
  () => 1 / 0,
  () => 1n / 0n,
  () => [1][5],
  () => undefined.x,
  () => new Array(-1),
  () => (123.456).toFixed(101),
  () => 'x'.repeat(-1),
  () => JSON.parse('{"a":'),
  () => decodeURIComponent('%'),
  () => new RegExp('('),
  () => Symbol('x') + '',
  () => 1n + 1,
  () => notDefined,
  () => { 'use strict'; undeclared = 1 },
  () => Object.freeze([]).push(1),
  () => require('./no-such-module')
]) {
  try {
    console.log(work())
  } catch (error) {
    console.log(error.name, error.message.split('\n')[0], error instanceof Error)
  }
}
