#[derive(Debug)]
struct Größe {
    länge: f64,
}

fn π() -> f64 {
    3.14
}

fn main() {
    let значение = Größe { länge: π() };
    println!("{значение:?} {} {}", значение.länge, "é🦀".len());
    println!("{:?} {:?}", "é🦀".chars().rev().collect::<String>(), "ß".to_uppercase());
    println!("{:?} {:?}", "aé".char_indices().collect::<Vec<_>>(), "\u{1f980}".encode_utf16().collect::<Vec<_>>());
    println!("{:?} {} {:?}", b"\xff raw", r#"raw "text" \n"#, "a\
        b");
}
