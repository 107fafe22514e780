const größe = 3
const 变量 = { ключ: 'значение', '🦀': 1 }
class Été { ñ = größe }
const \u0061bc = 'escaped'
console.log(größe, 变量, new Été(), abc, 'a\u{1f980}b'.length, [...'🦀é'].length)
console.log('é'.normalize('NFD').length, '\ud83e', encodeURIComponent('ü 🦀'))
