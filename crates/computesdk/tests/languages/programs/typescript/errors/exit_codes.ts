enum Code { Fine, Failed = 42, Worst = 255 }
const inner = (code: Code): void => { process.exitCode = code }
inner(Code.Worst)
console.log(Code[255], Code[Code.Failed])
