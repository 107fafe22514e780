#[derive(Debug)]
enum Tree {
    Leaf(i32),
    Node { left: Box<Tree>, right: Box<Tree> },
}

use Tree::{Leaf, Node};

fn sum(tree: &Tree) -> i32 {
    match tree {
        Leaf(value @ 1..=9) => *value,
        Leaf(value) if *value < 0 => 0,
        Leaf(_) => 100,
        Node { left, right } => sum(left) + sum(right),
    }
}

macro_rules! maximum {
    ($x:expr) => { $x };
    ($x:expr, $($rest:expr),+) => {{ let rest = maximum!($($rest),+); if $x > rest { $x } else { rest } }};
}

fn adder(by: i32) -> Box<dyn Fn(i32) -> i32> {
    Box::new(move |value| value + by)
}

fn main() {
    let tree = Node { left: Box::new(Leaf(5)), right: Box::new(Node { left: Leaf(-1).into(), right: Leaf(50).into() }) };
    println!("{} {tree:?}", sum(&tree));
    let mut count = 0;
    let mut bump = || { count += 1; count };
    println!("{} {} {}", bump(), bump(), adder(5)(1));
    let (evens, odds): (Vec<i32>, Vec<i32>) = (1..10).partition(|n| n % 2 == 0);
    println!("{evens:?} {odds:?} {}", maximum!(3, 9, 4));
    let [first, .., last] = [1, 2, 3, 4] else { unreachable!() };
    let found = 'search: loop {
        for n in 1.. {
            if n * n > 50 { break 'search n; }
        }
    };
    println!("{first} {last} {found} {:?}", (1..=3).flat_map(|n| vec![n; n]).rev().step_by(2).collect::<Vec<_>>());
    println!("{:?}", ["1", "x", "3"].iter().map(|text| text.parse::<i32>()).collect::<Result<Vec<_>, _>>());
}
