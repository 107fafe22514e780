// No `fn main` is needed.
use std::collections::BTreeMap;

fn twice(value: i32) -> i32 {
    value * 2
}

let map: BTreeMap<_, _> = [("b", 2), ("a", twice(1))].into();
println!("{map:?} at line {}", line!());
