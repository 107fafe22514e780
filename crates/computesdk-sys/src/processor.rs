//! Which processors a process may run on.

use crate::syscall::{Result, call, nr};

/// As many as any kernel has processors.
const BITS: usize = 8192;

/// A set of processors.
#[derive(Clone, Debug)]
pub struct Processors([u64; BITS / 64]);

impl Processors {
    /// Those that the caller may run on.
    pub fn allowed() -> Result<Processors> {
        let mut set = Processors([0; BITS / 64]);
        let words = set.0.as_mut_ptr();
        // SAFETY: the kernel writes at most so many bytes.
        unsafe {
            call!(
                "sched_getaffinity",
                nr::SCHED_GETAFFINITY,
                0,
                BITS / 8,
                words
            )
        }?;
        Ok(set)
    }

    /// The one that the caller runs on.
    pub fn current() -> Result<Processors> {
        number().map(Processors::one)
    }

    /// The one of this number; none where no kernel has so many.
    pub fn one(number: u32) -> Processors {
        let mut set = Processors([0; BITS / 64]);
        if let Some(word) = set.0.get_mut(number as usize / 64) {
            *word |= 1 << (number % 64);
        }
        set
    }

    /// What is in this set and not in the other.
    pub fn without(mut self, other: &Processors) -> Processors {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= !other;
        }
        self
    }

    /// Lets a process, 0 for the caller, run on these only. `EINVAL` where it may
    /// use none of them.
    pub fn assign(&self, pid: i32) -> Result<()> {
        let words = self.0.as_ptr();
        // SAFETY: the kernel reads so many bytes.
        unsafe {
            call!(
                "sched_setaffinity",
                nr::SCHED_SETAFFINITY,
                pid,
                BITS / 8,
                words
            )
        }
        .map(drop)
    }
}

/// The number of the processor that the caller runs on.
fn number() -> Result<u32> {
    let mut number = 0u32;
    // SAFETY: the kernel writes an unsigned int; where it is given no place for the
    // rest, it writes no more.
    unsafe { call!("getcpu", nr::GETCPU, &raw mut number, 0, 0) }?;
    Ok(number)
}
