fn inner(depth: u32) -> u32 {
    if depth == 0 {
        std::process::exit(42);
    }
    inner(depth - 1) + 1
}

fn main() {
    println!("never {}", inner(10));
}
