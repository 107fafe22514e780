#![allow(dead_code)]

mod outer {
    pub mod inner {
        pub fn name() -> &'static str {
            module_path!()
        }
        pub(in crate::outer) const HIDDEN: i32 = 7;
    }
    pub const SHOWN: i32 = inner::HIDDEN * 6;
}

const fn factorial(n: u64) -> u64 {
    if n == 0 { 1 } else { n * factorial(n - 1) }
}

static TABLE: [u64; 4] = [factorial(5), factorial(10), 0, u64::MAX];

union Bits {
    float: f32,
    int: u32,
}

fn main() {
    println!("{} {} {TABLE:?}", outer::inner::name(), outer::SHOWN);
    println!("{:#x} {} {}", unsafe { Bits { float: 1.0 }.int }, line!(), column!());
    println!("{} {}", cfg!(debug_assertions), stringify!(a + b));
    let r#type = 1;
    let shadowed = "text";
    let shadowed = shadowed.len() + r#type;
    println!("{shadowed} {}", { let x = 3; x * x });
}
