class Trouble<T> extends Error {
  constructor (message: string, readonly details: T, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Trouble'
  }
}

try {
  JSON.parse('{') as unknown
} catch (cause: unknown) {
  const trouble = new Trouble<number[]>('outer', [1, 2], { cause })
  console.log(String(trouble), trouble.details, trouble.cause instanceof SyntaxError, Object.keys(trouble))
  console.log((trouble.stack as string).split('\n')[0], Reflect.ownKeys(trouble).includes('cause'))
  process.exitCode = 42
}
