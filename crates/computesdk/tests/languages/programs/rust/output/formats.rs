#[derive(Debug, Default, Clone)]
#[allow(dead_code)]
struct Point {
    x: i32,
    name: &'static str,
    inner: Option<Box<Point>>,
}

fn main() {
    let point = Point { x: -1, name: "ü\n", inner: Some(Box::default()) };
    println!("{point:?}\n{point:#?}");
    println!("{:5}|{:<5}|{:^5}|{:>5}|{:05}|{:+}|{:#x}|{:#010b}|{:o}|{:e}", 42, 42, 42, "ab", -42, 7, 255, 5, 8, 12345.678);
    println!("{:.3}|{:8.2}|{:*^9}|{:.*}|{{}}", 3.14159, 2.5, "mid", 2, 1.23456);
    println!("{:?} {:?} {:?} {:?}", "q\"\t\u{1f980}\u{7f}", 'é', 1.0, [Some(()), None]);
    assert_eq!(format!("{0} {1} {0} {name}", 1, 2, name = 3), "1 2 1 3");
}
