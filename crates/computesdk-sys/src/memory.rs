//! Memory from the kernel, and stacks for children that share the parent's.

use core::ptr;

use crate::syscall::{Result, call, nr};

const PROT_READ_WRITE: usize = 0x3;
/// MAP_PRIVATE, MAP_ANONYMOUS, MAP_NORESERVE.
const MAP_FLAGS: usize = 0x02 | 0x20 | 0x4000;

/// Maps new memory, of this many bytes. Pages are taken as they are touched.
pub(crate) fn map(length: usize) -> Result<*mut u8> {
    // SAFETY: a new anonymous mapping touches no existing memory.
    let base = unsafe {
        call!(
            "mmap",
            nr::MMAP,
            ptr::null::<u8>(),
            length,
            PROT_READ_WRITE,
            MAP_FLAGS,
            -1isize,
            0
        )
    }?;
    Ok(ptr::with_exposed_provenance_mut(base))
}

/// Gives memory back.
///
/// # Safety
///
/// It must have been mapped with this length, and nobody may use it any more.
pub(crate) unsafe fn unmap(base: *mut u8, length: usize) {
    // SAFETY: the caller's promise.
    let _ = unsafe { call!("munmap", nr::MUNMAP, base, length) };
}

/// A stack, unmapped when dropped.
pub struct Stack {
    base: *mut u8,
}

impl Stack {
    /// Room for a child that makes a few dozen system calls, in bytes.
    const SIZE: usize = 32 * 1024;

    /// Maps a stack.
    pub fn new() -> Result<Stack> {
        map(Stack::SIZE).map(|base| Stack { base })
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
        unsafe { unmap(self.base, Stack::SIZE) };
    }
}
