use std::io::{stderr, stdout, Write};

fn main() {
    let bytes: Vec<u8> = (0..=255).collect();
    stdout().write_all(&bytes).unwrap();
    stdout().write_all(b"\r\n\xff no end").unwrap();
    stderr().write_all(&[0xff, 0, 0xc3]).unwrap();
}
