interface Entry { when: Date, tags?: string[] }

const entry: Entry = { when: new Date(1709210096789) }
console.log(JSON.stringify(entry), entry.tags?.length ?? 'none', entry.when.toISOString())
const parsed = JSON.parse('{"when": 0, "ü": [1e3]}', (key: string, value: unknown): unknown => key === 'when' ? new Date(value as number) : value) as Entry & Record<'ü', number[]>
console.log(parsed.when.getTime(), parsed.ü)
const pattern: RegExp = /(?<year>\d{4})-(?<month>\d\d)/g
console.log('2024-02 2023-11'.replace(pattern, '$<month>/$<year>'), [...'2024-02'.matchAll(pattern)][0]!.groups!.year)
const words: Map<string, number> = new Map<string, number>([['ä', 1], ['z', 2]])
console.log([...words.keys()].sort(new Intl.Collator('de').compare), ['ä', 'z', 'a'].sort())
