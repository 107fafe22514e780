use std::num::NonZeroU8;

fn main() {
    println!("{:?} {:?}", "".parse::<i32>(), "1.5.2".parse::<f64>());
    println!("{:?} {:?}", "256".parse::<u8>(), "maybe".parse::<bool>());
    println!("{:?}", std::fs::read("/no/such/file").map_err(|error| (error.kind(), error.to_string())));
    println!("{:?} {:?}", u8::try_from(300), char::from_u32(0xd800));
    println!("{:?} {:?}", NonZeroU8::new(0), std::str::from_utf8(b"a\xff"));
    println!("{:?} {:?}", std::env::var("NO_SUCH"), [1, 2].get(5));
    println!("{:?}", std::sync::mpsc::channel::<()>().1.try_recv());
}
