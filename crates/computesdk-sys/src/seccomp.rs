//! System call filters.

use crate::syscall::{Error, Result, call, errno, nr};

/// Bytes of one instruction (struct sock_filter).
pub const INSTRUCTION: usize = 8;

/// Lays a filter on the calling process and all that come from it. `program`
/// is an array of struct sock_filter. No new privileges must be promised first.
pub fn install(program: &[u8]) -> Result<()> {
    const SET_MODE_FILTER: usize = 1;
    /// struct sock_fprog.
    #[repr(C)]
    struct Program {
        length: u16,
        filter: *const u8,
    }
    let instructions = program.len() / INSTRUCTION;
    if instructions > u16::MAX as usize || !program.len().is_multiple_of(INSTRUCTION) {
        return Err(Error {
            call: "seccomp",
            errno: errno::EINVAL,
        });
    }
    let program = Program {
        length: instructions as u16,
        filter: program.as_ptr(),
    };
    // SAFETY: the kernel copies `length` instructions, all inside the slice.
    unsafe {
        call!(
            "seccomp",
            nr::SECCOMP,
            SET_MODE_FILTER,
            0,
            &raw const program
        )
    }
    .map(drop)
}
