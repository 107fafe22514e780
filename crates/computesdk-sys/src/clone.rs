//! New processes: clone3, with a copy of the memory or sharing it.

use crate::descriptor::BorrowedFd;
use core::arch::asm;
use core::ffi::c_void;

use crate::memory::Stack;
use crate::syscall::{Result, check, nr, raw};

/// Namespaces that a clone can make (linux/sched.h).
pub mod flags {
    /// Mounts.
    pub const NEWNS: u64 = 0x0002_0000;
    /// Control group paths.
    pub const NEWCGROUP: u64 = 0x0200_0000;
    /// Host name.
    pub const NEWUTS: u64 = 0x0400_0000;
    /// System V IPC and message queues.
    pub const NEWIPC: u64 = 0x0800_0000;
    /// User and group ids, capabilities.
    pub const NEWUSER: u64 = 0x1000_0000;
    /// Process ids.
    pub const NEWPID: u64 = 0x2000_0000;
    /// Network.
    pub const NEWNET: u64 = 0x4000_0000;
    /// The new process is the caller's sibling, not its child.
    pub const PARENT: u64 = 0x0000_8000;

    pub(super) const VM: u64 = 0x0000_0100;
    pub(super) const FILES: u64 = 0x0000_0400;
    pub(super) const INTO_CGROUP: u64 = 0x2_0000_0000;
}

const SIGCHLD: u64 = 17;

/// Argument of clone3 (linux/sched.h, version 2).
#[repr(C)]
#[derive(Default)]
struct CloneArgs {
    flags: u64,
    pidfd: u64,
    child_tid: u64,
    parent_tid: u64,
    exit_signal: u64,
    stack: u64,
    stack_size: u64,
    tls: u64,
    set_tid: u64,
    set_tid_size: u64,
    cgroup: u64,
}

impl CloneArgs {
    fn new(flags: u64, cgroup: Option<BorrowedFd<'_>>) -> Self {
        // A sibling's exit is reported as its maker's would be.
        let exit_signal = if flags & flags::PARENT == 0 {
            SIGCHLD
        } else {
            0
        };
        CloneArgs {
            flags: flags | cgroup.map_or(0, |_| flags::INTO_CGROUP),
            exit_signal,
            cgroup: cgroup.map_or(0, |fd| fd.as_raw_fd() as u64),
            ..CloneArgs::default()
        }
    }
}

/// Which side of a fork this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fork {
    /// The caller, with the new process's id.
    Parent(i32),
    /// The new process.
    Child,
}

/// Forks with these [`flags`], into the version 2 control group if one is given.
///
/// # Safety
///
/// The calling process must have a single thread: the child gets a copy of its
/// memory as it is, with every lock that another thread would hold.
pub unsafe fn fork(flags: u64, cgroup: Option<BorrowedFd<'_>>) -> Result<Fork> {
    let args = CloneArgs::new(flags, cgroup);
    // SAFETY: the argument block lives until the call returns. Without VM the
    // child has its own copy of the stack that it returns on.
    let result = unsafe {
        raw(
            nr::CLONE3,
            [&raw const args as usize, size_of::<CloneArgs>(), 0, 0, 0, 0],
        )
    };
    Ok(match check("clone3", result)? {
        0 => Fork::Child,
        pid => Fork::Parent(pid as i32),
    })
}

/// Whether a child that shares memory shares the descriptor table too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// It gets a copy.
    Copied,
    /// What it opens is open in the parent.
    Shared,
}

/// Starts `entry(argument)` in a new process that shares the caller's memory
/// and runs on a stack of its own. The caller goes on at once.
///
/// # Safety
///
/// `entry` must not allocate, panic, use thread-local storage or take a lock,
/// and must end in exec or exit. `argument` and `stack` must stay untouched and
/// in place until it has.
pub unsafe fn spawn_sharing_memory(
    flags: u64,
    files: Files,
    cgroup: Option<BorrowedFd<'_>>,
    stack: &mut Stack,
    entry: unsafe extern "C" fn(*mut c_void) -> !,
    argument: *mut c_void,
) -> Result<i32> {
    let shared = match files {
        Files::Copied => 0,
        Files::Shared => flags::FILES,
    };
    let mut args = CloneArgs::new(flags | flags::VM | shared, cgroup);
    (args.stack, args.stack_size) = stack.extent();
    let result: isize;
    // SAFETY: the parent continues after the block as after any system call.
    // The child starts with its stack pointer at the top of `stack`, 16-byte
    // aligned as the ABI wants before a call, finds the entry and its argument
    // in registers that the kernel keeps, and never comes back.
    unsafe {
        asm!(
            "syscall",
            "test rax, rax",
            "jnz 2f",
            "xor ebp, ebp",
            "mov rdi, r13",
            "call r12",
            "ud2",
            "2:",
            inlateout("rax") nr::CLONE3 as isize => result,
            in("rdi") &raw const args,
            in("rsi") size_of::<CloneArgs>(),
            in("r12") entry,
            in("r13") argument,
            lateout("rcx") _,
            lateout("r11") _,
        );
    }
    Ok(check("clone3 (sharing memory)", result)? as i32)
}
