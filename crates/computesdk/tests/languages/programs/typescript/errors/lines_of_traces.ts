// What is taken away leaves the lines and columns of what stays.
type Shape =
  | { kind: 'circle', radius: number }
  | { kind: 'square', side: number }

interface Unused {
  readonly a: string
}

declare const nowhere: Unused

function place (shape: Shape): string {
  const [, line] = new Error().stack!.split('\n') as [string, string]
  return shape.kind + ' ' + line.replace(/^.*main\.ts/, 'main.ts')
}

enum Level { Low = 1, High }

console.log(place({ kind: 'circle', radius: Level.High }))
