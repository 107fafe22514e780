fn main() {
    let thread = std::thread::Builder::new().name("worker".into()).spawn(|| {
        let list = [1, 2, 3];
        list[std::env::args().count() + 5]
    });
    let ended = thread.unwrap().join();
    println!("goes on: {}", ended.is_err());
    let cell = std::cell::RefCell::new(1);
    let _one = cell.borrow_mut();
    let _two = cell.borrow_mut();
}
