#[allow(unconditional_recursion)]
fn down(depth: u64) -> u64 {
    1 + down(std::hint::black_box(depth + 1))
}

fn main() {
    println!("written");
    println!("never {}", down(0));
}
