function first<T extends { id: number }> (items: readonly T[]): T | undefined {
  return items[0]
}
const found = first([{ id: 1, tag: 'a' as const }])!
console.log(found.id, <string>found.tag)
