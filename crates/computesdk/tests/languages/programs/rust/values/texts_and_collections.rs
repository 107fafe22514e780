use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

fn main() {
    let text = "the quick  brown ü";
    println!("{:?} {:?}", text.split(' ').collect::<Vec<_>>(), text.split_whitespace().last());
    println!("{:?} {:?} {:?}", text.find("ick"), text.replace('u', "_"), text.split_once("  "));
    let mut words = vec!["ä", "z", "a", "Z", "10", "9"];
    words.sort_unstable();
    println!("{words:?} {:?}", words.binary_search(&"a"));
    let mut counts: HashMap<char, u32> = HashMap::new();
    text.chars().for_each(|letter| *counts.entry(letter).or_default() += 1);
    let sorted: BTreeMap<_, _> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    println!("{sorted:?} {:?}", sorted.range('i'..).next());
    println!("{:?} {:?}", BinaryHeap::from([3, 1, 2]).into_sorted_vec(), VecDeque::from([1, 2]).pop_front());
    println!("{}", HashSet::from([1, 2, 2]).len());
    let mut hasher = DefaultHasher::new();
    "abc".hash(&mut hasher);
    println!("{:x}", hasher.finish());
    println!("{:?}", std::time::Duration::from_millis(90_061_001));
    println!("{:?}", std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_709_210_096));
}
