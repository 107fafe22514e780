fn unused() {}

fn main() {
    let never_read = 1;
    println!("warnings are no errors");
}
