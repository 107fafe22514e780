use std::thread;

fn main() {
    let threads: Vec<_> = (0..8).map(|n| thread::spawn(move || n * n)).collect();
    let squares: Vec<i32> = threads.into_iter().map(|one| one.join().unwrap()).collect();
    println!("{squares:?}");
}
