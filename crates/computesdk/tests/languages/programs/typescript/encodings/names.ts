interface Größe { länge: number, 宽: string }

const значение: Größe = { länge: 3, 宽: '日本 🦀' }
enum Été { Ñ = 'ñ' }
const \u0061bc: string = 'escaped'
console.log(значение, Été.Ñ, abc, '🦀'.length, `é
${значение.宽}`)
