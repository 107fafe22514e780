fn main() {
    let mut value = i32::MAX - 2;
    for _ in 0..2 {
        value += 1;
    }
    println!("{} {:?} {:?}", value.wrapping_add(1), value.checked_add(1), value.overflowing_add(1));
    println!("{} {}", value.saturating_add(1), 300_i32 as u8);
    for _ in 0..2 {
        value += 1;
    }
    println!("never {value}");
}
