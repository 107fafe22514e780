fn main() {
    let text = String::from("moved");
    drop(text);
    println!("{text} {}", größe);
    let number: i32 = "text";
}
