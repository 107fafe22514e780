use std::fmt::{self, Debug, Display};
use std::ops::{Add, Index};

trait Shape {
    const SIDES: u32;
    fn area(&self) -> f64;
    fn describe(&self) -> String {
        format!("{} sides, {:.1}", Self::SIDES, self.area())
    }
}

struct Square(f64);

impl Shape for Square {
    const SIDES: u32 = 4;
    fn area(&self) -> f64 {
        self.0 * self.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
struct Pair<T>(T, T);

impl<T: Add<Output = T>> Add for Pair<T> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Pair(self.0 + other.0, self.1 + other.1)
    }
}

impl<T> Index<usize> for Pair<T> {
    type Output = T;
    fn index(&self, at: usize) -> &T {
        [&self.0, &self.1][at]
    }
}

struct Matrix<const N: usize>([[i32; N]; N]);

impl<const N: usize> Display for Matrix<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|row| writeln!(f, "{row:?} of {N}"))
    }
}

fn all(items: &[Box<dyn Debug>]) -> impl Iterator<Item = String> + '_ {
    items.iter().map(|item| format!("<{item:?}>"))
}

fn main() {
    println!("{} {:?} {}", Square(1.5).describe(), Pair(1, 2) + Pair(3, 4), Pair('a', 'b')[1]);
    print!("{}", Matrix([[1, 2], [3, 4]]));
    println!("{:?} {:?}", all(&[Box::new(1), Box::new("x")]).collect::<String>(), Pair(1, 2).max(Pair(1, 3)));
    println!("{} {}", std::mem::size_of::<Option<Box<i32>>>(), std::any::type_name::<Pair<Option<u8>>>());
}
