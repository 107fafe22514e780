fn main() {
    let result = std::panic::catch_unwind(|| {
        let nothing: Option<i32> = None;
        nothing.unwrap()
    });
    println!("{}", result.is_err());
    let failed: Result<i32, String> = Err("reason ü".into());
    failed.expect("should be there");
}
