fn main() {
    println!("written");
    std::process::abort();
}
