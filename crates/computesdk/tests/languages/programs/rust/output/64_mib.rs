use std::io::{stdout, BufWriter, Write};

fn main() {
    let block: String = (0..8192).map(|n| format!("{n:07}\n")).collect();
    let mut out = BufWriter::new(stdout().lock());
    for _ in 0..1024 {
        out.write_all(block.as_bytes()).unwrap();
    }
}
