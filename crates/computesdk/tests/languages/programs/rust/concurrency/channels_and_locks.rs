use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{mpsc, Arc, Mutex, OnceLock};
use std::thread;

static COUNT: AtomicU32 = AtomicU32::new(0);
static ONCE: OnceLock<String> = OnceLock::new();

thread_local! { static OWN: std::cell::Cell<u32> = const { std::cell::Cell::new(0) } }

fn main() {
    let (sender, receiver) = mpsc::channel();
    let shared = Arc::new(Mutex::new(Vec::new()));
    let threads: Vec<_> = (0..4)
        .map(|n| {
            let (sender, shared) = (sender.clone(), Arc::clone(&shared));
            thread::spawn(move || {
                OWN.set(OWN.get() + 1);
                COUNT.fetch_add(OWN.get(), Ordering::SeqCst);
                shared.lock().unwrap().push(n);
                sender.send(n * n).unwrap();
                ONCE.get_or_init(|| "once".to_owned());
            })
        })
        .collect();
    drop(sender);
    for thread in threads {
        thread.join().unwrap();
    }
    let mut squares: Vec<i32> = receiver.iter().collect();
    squares.sort_unstable();
    shared.lock().unwrap().sort_unstable();
    println!("{squares:?} {shared:?} {COUNT:?} {ONCE:?}");
    let mut list = vec![1, 2, 3];
    thread::scope(|scope| list.chunks_mut(1).for_each(|part| { scope.spawn(move || part[0] *= 10); }));
    println!("{list:?}");
}
