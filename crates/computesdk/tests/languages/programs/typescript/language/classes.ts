abstract class Animal {
  constructor (private readonly name: string, protected legs = 4) {}
  abstract sound (): string
  describe (): string { return `${this.name} on ${this.legs} says ${this.sound()}` }
}
class Dog extends Animal {
  sound (): string { return 'woof' }
}
console.log(new Dog('Rex').describe())
