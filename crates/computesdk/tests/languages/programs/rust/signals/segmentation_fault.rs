fn main() {
    println!("written");
    let nowhere = std::hint::black_box(8 as *mut u64);
    unsafe { nowhere.write_volatile(1) };
}
