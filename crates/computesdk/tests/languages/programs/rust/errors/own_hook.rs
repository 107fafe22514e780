fn main() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().unwrap();
        eprintln!("hook: {:?} at {}:{}", info.payload().downcast_ref::<&str>(), place.line(), place.column());
    }));
    let text = "é";
    println!("{}", std::panic::catch_unwind(|| text[..1].len()).is_err());
    panic!("for the hook");
}
