fn main() {
    for argument in std::env::args_os().skip(1) {
        println!("{} {argument:?} {}", argument.len(), argument.to_string_lossy());
    }
}
