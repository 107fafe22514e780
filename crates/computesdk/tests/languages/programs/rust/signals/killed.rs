extern "C" {
    fn raise(signal: i32) -> i32;
}

fn main() {
    println!("written");
    print!("lost, as no line ends");
    unsafe { raise(9) };
}
