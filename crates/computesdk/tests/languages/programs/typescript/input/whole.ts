let text: string = ''
process.stdin.setEncoding('utf8').on('data', (part: string): void => { text += part })
process.stdin.on('end', () => { console.log(text.split('\n').length, JSON.stringify(text)) })
