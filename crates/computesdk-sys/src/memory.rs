//! Stacks for children that share the parent's memory.

use std::ptr;

use crate::syscall::{Result, call, nr};

const PROT_READ_WRITE: usize = 0x3;
/// MAP_PRIVATE, MAP_ANONYMOUS, MAP_NORESERVE, MAP_STACK.
const MAP_FLAGS: usize = 0x02 | 0x20 | 0x4000 | 0x20000;

/// A stack, unmapped when dropped.
pub struct Stack {
    base: *mut u8,
}

impl Stack {
    /// Room for a child that makes a few dozen system calls, in bytes.
    const SIZE: usize = 32 * 1024;

    /// Maps a stack. Pages are taken as they are touched.
    pub fn new() -> Result<Stack> {
        // SAFETY: a new anonymous mapping touches no existing memory.
        let base = unsafe {
            call!(
                "mmap",
                nr::MMAP,
                ptr::null::<u8>(),
                Stack::SIZE,
                PROT_READ_WRITE,
                MAP_FLAGS,
                -1isize,
                0
            )
        }?;
        Ok(Stack {
            base: base as *mut u8,
        })
    }

    /// Lowest address and length, as clone3 wants them.
    pub(crate) fn extent(&self) -> (u64, u64) {
        (self.base as u64, Stack::SIZE as u64)
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and whoever ran on it has ended: that is
        // what the caller of spawn_sharing_memory promises.
        let _ = unsafe { call!("munmap", nr::MUNMAP, self.base, Stack::SIZE) };
    }
}
