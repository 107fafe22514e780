use std::io::{stdout, BufWriter, Write};

struct Leaving;

impl Drop for Leaving {
    fn drop(&mut self) {
        println!("never");
    }
}

fn main() {
    let _leaving = Leaving;
    let mut out = BufWriter::new(stdout());
    writeln!(out, "flushed").unwrap();
    out.flush().unwrap();
    writeln!(out, "lost").unwrap();
    print!("standard output itself is flushed");
    std::process::exit(3);
}
