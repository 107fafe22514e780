//! Signals.

use crate::descriptor::OwnedFd;

use crate::fd::own;
use crate::syscall::{Result, call, nr};

/// Numbers (asm-generic/signal.h).
#[allow(missing_docs)]
pub mod number {
    pub const KILL: i32 = 9;
    pub const PIPE: i32 = 13;
    pub const CHILD: i32 = 17;
    pub const CONT: i32 = 18;
    pub const STOP: i32 = 19;
}

const SIG_SETMASK: usize = 2;
/// Bytes of the kernel's signal set.
const SET_SIZE: usize = 8;

/// A descriptor that is readable when a child has ended; SIGCHLD is blocked.
pub fn child_events() -> Result<OwnedFd> {
    const NONBLOCK_CLOEXEC: usize = 0o4000 | 0o2000000;
    let set: u64 = 1 << (number::CHILD - 1);
    set_mask(set)?;
    // SAFETY: the kernel reads a signal set of the given size.
    unsafe {
        call!(
            "signalfd4",
            nr::SIGNALFD4,
            -1isize,
            &raw const set,
            SET_SIZE,
            NONBLOCK_CLOEXEC
        )
    }
    .map(own)
}

/// Sets which signals are held back: bit n - 1 for signal n.
pub fn set_mask(set: u64) -> Result<()> {
    // SAFETY: the kernel reads a signal set of the given size.
    unsafe {
        call!(
            "rt_sigprocmask",
            nr::RT_SIGPROCMASK,
            SIG_SETMASK,
            &raw const set,
            0,
            SET_SIZE
        )
    }
    .map(drop)
}

/// Gives every signal its default effect. An ignored one would stay ignored in
/// whatever is executed.
pub fn reset_all() {
    /// The kernel's struct sigaction; all zero is SIG_DFL.
    #[repr(C)]
    struct Action {
        handler: usize,
        flags: u64,
        restorer: usize,
        mask: u64,
    }
    let default = Action {
        handler: 0,
        flags: 0,
        restorer: 0,
        mask: 0,
    };
    for signal in 1..=64 {
        // SAFETY: the kernel reads one action. SIGKILL and SIGSTOP refuse, as
        // they should.
        let _ = unsafe {
            call!(
                "rt_sigaction",
                nr::RT_SIGACTION,
                signal,
                &raw const default,
                0,
                SET_SIZE
            )
        };
    }
}

/// Sends a signal to a process, or to a group where `pid` is negative.
pub fn kill(pid: i32, signal: i32) -> Result<()> {
    // SAFETY: no pointers.
    unsafe { call!("kill", nr::KILL, pid as isize, signal) }.map(drop)
}
