extern "C" {
    fn kill(process: i32, signal: i32) -> i32;
}

fn main() {
    println!("written");
    unsafe { kill(std::process::id() as i32, 15) };
    loop {
        std::thread::park();
    }
}
