fn main() {
    print!("{}{}", "é".repeat(3_000_000), "y".repeat(1_000_000));
}
