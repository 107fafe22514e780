interface Options {
  depth: number
}

function inner ({ depth }: Options): never {
  if (depth > 0) inner({ depth: depth - 1 })
  throw new RangeError('nested ✗')
}
console.log('before')
inner({ depth: 3 } satisfies Options)
