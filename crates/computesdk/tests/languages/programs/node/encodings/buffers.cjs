const bytes = Buffer.from('é🦀\xff', 'utf8')
console.log(bytes, bytes.toString('latin1'), bytes.toString('base64url'), Buffer.from([0xff, 0xc3, 0xa9]).toString())
console.log(Buffer.from('zz', 'hex'), Buffer.concat([bytes.subarray(0, 2), Buffer.alloc(2)]), bytes.readUInt16BE(0))
try {
  new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.of(0xff))
} catch (error) {
  console.log(error.name, error.code)
}
console.log(new TextEncoder().encode('ü'), Buffer.byteLength('日本'), atob('aGk='), Buffer.from('日本', 'utf16le').swap16())
