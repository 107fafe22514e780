function logged<T extends (...args: any[]) => unknown> (work: T, context: ClassMethodDecoratorContext): T {
  return function (this: unknown, ...args: unknown[]) { console.log('calling', context.name); return work.apply(this, args) } as T
}

class Service {
  @logged
  greet (name: string): string { return `hello ${name}` }
}
console.log(new Service().greet('ü'))
