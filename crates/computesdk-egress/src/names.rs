//! Made-up addresses for names.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use crate::weaken::{Check, lacks};

/// How long an answer may be kept by who asked.
pub(crate) const TIME_TO_LIVE: Duration = Duration::from_secs(30);
/// A name that was not asked for during this time may give its address to another.
const KEPT: Duration = Duration::from_secs(300);
/// The first address: 198.18.0.0/15 is for benchmarks between networks (RFC 2544), so
/// nobody has one of these.
const FIRST: u32 = u32::from_be_bytes([198, 18, 1, 0]);
/// Names at a time.
const MOST: u32 = 1 << 16;

/// The names of one sandbox, each with an address of its own.
#[derive(Debug, Default)]
pub(crate) struct Names {
    numbers: HashMap<String, u32>,
    slots: Vec<Slot>,
    /// The one to look at first when all are taken.
    oldest: u32,
}

#[derive(Debug)]
struct Slot {
    name: String,
    asked: Instant,
}

impl Names {
    /// The address of a name; none where too many others were asked for lately.
    pub(crate) fn address(&mut self, name: &str) -> Option<Ipv4Addr> {
        let asked = Instant::now();
        if let Some(&number) = self.numbers.get(name) {
            self.slots[number as usize].asked = asked;
            return Some(address(number));
        }
        let slot = Slot {
            name: name.to_owned(),
            asked,
        };
        let number = match u32::try_from(self.slots.len()) {
            Ok(number) if number < MOST || lacks(Check::Bounds) => {
                self.slots.push(slot);
                number
            }
            _ => self.reuse(slot)?,
        };
        self.numbers.insert(name.to_owned(), number);
        Some(address(number))
    }

    /// Which name has this address.
    pub(crate) fn name(&self, address: Ipv4Addr) -> Option<&str> {
        let number = u32::from(address).checked_sub(FIRST)?;
        self.slots.get(number as usize).map(|slot| &*slot.name)
    }

    fn reuse(&mut self, slot: Slot) -> Option<u32> {
        let number = self.oldest;
        let old = &mut self.slots[number as usize];
        self.oldest = (number + 1) % MOST;
        if old.asked.elapsed() < KEPT {
            return None;
        }
        let old = std::mem::replace(old, slot);
        self.numbers.remove(&old.name);
        Some(number)
    }
}

/// Whether it is one of those that names are given, or could be.
pub(crate) fn is_made_up(address: Ipv4Addr) -> bool {
    u32::from(address)
        .checked_sub(FIRST)
        .is_some_and(|number| number < MOST)
}

fn address(number: u32) -> Ipv4Addr {
    Ipv4Addr::from(FIRST + number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_address() {
        let mut names = Names::default();
        let first = names.address("a.test").unwrap();
        let second = names.address("b.test").unwrap();
        assert_ne!(first, second);
        assert_eq!(names.address("a.test"), Some(first));
        assert_eq!(names.name(second), Some("b.test"));
        assert_eq!(names.name(Ipv4Addr::LOCALHOST), None);
        assert!(is_made_up(first) && !is_made_up(Ipv4Addr::new(198, 18, 0, 1)));
    }

    #[test]
    fn a_flood_of_names_takes_no_address_of_another() {
        let mut names = Names::default();
        let kept = names.address("kept.test").unwrap();
        for number in 1..MOST {
            names.address(&format!("{number}.test")).unwrap();
        }
        assert_eq!(names.address("one-more.test"), None);
        assert_eq!(names.name(kept), Some("kept.test"));
        assert_eq!(names.address("kept.test"), Some(kept));
    }
}
