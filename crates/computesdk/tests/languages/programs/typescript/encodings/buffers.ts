const bytes: Uint8Array = new TextEncoder().encode('é🦀')
console.log(bytes, new TextDecoder().decode(Uint8Array.of(0xff, 0x61)), Buffer.from(bytes).toString('base64'))
