fn divide(a: i32, b: i32) -> i32 {
    a / b
}

fn main() {
    println!("{} {}", divide(-7, 2), 1.0 / 0.0);
    println!("never {}", divide(1, std::env::args().count() as i32 - 1));
}
