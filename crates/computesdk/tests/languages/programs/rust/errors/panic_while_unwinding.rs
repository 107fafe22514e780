struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        println!("dropped, thread panics: {}", std::thread::panicking());
    }
}

fn main() {
    let _bomb = Bomb;
    let caught = std::panic::catch_unwind(|| {
        let _inner = Bomb;
        std::panic::panic_any(7_u8);
    });
    println!("{:?}", caught.unwrap_err().downcast_ref::<u8>());
    unreachable!("at the {}", "end");
}
