fn main() {
    println!("{} {} {:?} {:?} {} {}", 0.1 + 0.2, 1e21, 1e21, 1e-7, -0.0, 0.0_f64 / 0.0);
    println!("{} {} {} {}", f32::MAX, f64::MIN_POSITIVE, 0.1_f32, 1.0_f64 / 3.0);
    println!("{} {} {} {}", -7 / 2, -7 % 3, (-7_i32).rem_euclid(3), 2_i32.pow(30));
    println!("{} {} {}", u128::MAX, i128::MIN, u64::MAX.count_ones());
    println!("{} {} {} {}", 3.99_f64 as u8, -1.0_f64 as u8, f64::NAN as i32, 1e10 as i32);
    println!("{} {} {:?}", 2.5_f64.round(), 2.5_f64.round_ties_even(), (1..=25_u128).product::<u128>());
    println!("{:?} {:?} {}", 1.5_f64.to_bits(), 258_u16.to_be_bytes(), i64::from_str_radix("-zz", 36).unwrap());
    println!("{:?} {:?}", f64::NAN.partial_cmp(&1.0), 1.0_f64.total_cmp(&f64::NAN));
    println!("{:.20} {}", 0.1, 123456789.123456789_f32);
}
