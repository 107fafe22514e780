const works: Array<() => unknown> = [
  () => 1 / 0,
  () => 1n / 0n,
  () => [1][5],
  () => (undefined as any).x,
  () => new Array(-1),
  () => JSON.parse('[1,') as never,
  () => (null as unknown as string).length,
  () => (5 as unknown as string).toUpperCase(),
  () => Object.freeze({ a: 1 } as { a: number }).a++,
  () => require('./no-such-module')
]
for (const work of works) {
  try {
    console.log(work())
  } catch (error) {
    if (error instanceof Error) console.log(error.name, error.message.split('\n')[0])
  }
}
