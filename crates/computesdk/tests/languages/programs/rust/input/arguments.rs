use std::io::BufRead;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    println!("{args:?}");
    for line in std::io::stdin().lock().lines() {
        println!("{:?}", line.unwrap());
    }
    std::process::exit(6);
}
