use std::sync::atomic::{AtomicI32, Ordering};

static CAUGHT: AtomicI32 = AtomicI32::new(0);

extern "C" {
    fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
    fn raise(number: i32) -> i32;
}

extern "C" fn handler(number: i32) {
    CAUGHT.fetch_add(number, Ordering::SeqCst);
}

fn main() {
    for number in [10, 12, 15] {
        unsafe {
            signal(number, handler);
            raise(number);
        }
        println!("{}", CAUGHT.load(Ordering::SeqCst));
    }
    std::process::exit(42);
}
