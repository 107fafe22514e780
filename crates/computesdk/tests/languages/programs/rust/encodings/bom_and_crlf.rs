fn main() {
    println!("{:?}", "a
b");
    panic!("at line 3");
}
