fn down(depth: u64) -> u64 {
    if depth == 0 {
        0
    } else {
        1 + down(std::hint::black_box(depth - 1))
    }
}

fn main() {
    println!("{}", down(20_000));
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(|| down(1_000_000));
    println!("{}", thread.unwrap().join().unwrap());
}
