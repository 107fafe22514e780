use std::io::{stdin, BufRead};

fn main() {
    let mut sum = 0;
    for (number, line) in stdin().lock().split(b'\n').enumerate() {
        let line = String::from_utf8(line.unwrap()).unwrap();
        match line.trim().parse::<i32>() {
            Ok(value) => sum += value,
            Err(error) => println!("{number}: {line:?}: {error}"),
        }
    }
    println!("{sum}");
}
