const text: string = `a
b`
interface A {
  b: string
}
console.log(JSON.stringify(text))
console.log(new Error("x").stack!.split("\n")[1].replace(/^.*main/, "main"))
