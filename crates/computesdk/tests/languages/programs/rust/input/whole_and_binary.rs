use std::io::{Read, Write};

fn main() -> std::io::Result<()> {
    let mut data = Vec::new();
    std::io::stdin().read_to_end(&mut data)?;
    println!("{} {:?} {:?}", data.len(), data, String::from_utf8_lossy(&data));
    println!("{:?}", std::str::from_utf8(&data));
    std::io::stdout().write_all(&data)
}
