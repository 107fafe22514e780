use std::io::Read;

struct Counter(u32);

impl Counter {
    fn next(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

let mut text = String::new();
std::io::stdin().read_to_string(&mut text).unwrap();
let mut counter = Counter(40);
counter.next();
println!("{:?} {text:?}", std::env::args().skip(1).collect::<Vec<_>>());
eprintln!("fn main is in a text only");
std::process::exit(counter.next() as i32)
