//! Room to read code in, however deep it is nested.
//!
//! The reader calls itself for each level, and code comes from anybody: `((((…` must not
//! end the program. One byte of code takes up to 1.2 KB of stack (a bracket, in an
//! unoptimised build), so a thread with more than that for each byte is always enough. What
//! is not used of it takes no memory.

use std::thread;

/// The longest code that is read.
pub(super) const LONGEST: usize = 256 << 10;

/// Stack for each byte of code, and to begin with.
const PER_BYTE: usize = 4 << 10;
const LEAST: usize = 1 << 20;

/// Does this with room for the code; `None` where there is no room, or it panicked.
pub(super) fn with_room<T: Send>(code: &str, work: impl FnOnce() -> T + Send) -> Option<T> {
    if code.len() > LONGEST {
        return None;
    }
    let stack = LEAST + code.len() * PER_BYTE;
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(stack);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Surroundings, by_name};

    #[test]
    fn no_depth_is_too_deep() {
        for (open, close) in [
            ("(", ")"),
            ("(", ""),
            ("[", ""),
            ("({a:", "})"),
            ("`${", "}`"),
            ("!", ""),
            ("a+", ""),
            ("a=>", ""),
        ] {
            let count = LONGEST / (open.len() + close.len()) - 1;
            let code = format!("{}1{}", open.repeat(count), close.repeat(count));
            for language in ["node", "typescript"] {
                // Whatever it says: it comes back.
                let _ = by_name(language)
                    .unwrap()
                    .plan(&code, &Surroundings::default());
            }
        }
        assert_eq!(with_room("", || 1), Some(1));
        assert_eq!(with_room(&" ".repeat(LONGEST + 1), || 1), None);
    }
}
