const wait = async <T>(milliseconds: number, value: T): Promise<T> => await new Promise<T>((resolve) => { setTimeout(resolve, milliseconds, value) })

async function * numbers (count: number): AsyncGenerator<number, string, void> {
  for (let number = 0; number < count; number++) yield await wait(1, number)
  return 'end'
}

console.log(await Promise.all([wait(20, 'slow'), wait(1, 2)]), await Promise.race<string | number>([wait(50, 'never'), wait(1, 1)]))
for await (const number of numbers(3)) console.log(number)
const settled: Array<PromiseSettledResult<number>> = await Promise.allSettled([wait(1, 1), Promise.reject<number>(new Error('no'))])
console.log(settled.map(({ status }) => status))
