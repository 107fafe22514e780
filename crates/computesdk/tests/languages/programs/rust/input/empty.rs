use std::io::{IsTerminal, Read};

fn main() {
    let mut text = String::new();
    println!("{:?} {text:?}", std::io::stdin().read_line(&mut text));
    println!("{:?} {}", std::io::stdin().read(&mut [0; 8]), std::env::args().len());
    println!("{} {}", std::io::stdin().is_terminal(), std::io::stdout().is_terminal());
}
