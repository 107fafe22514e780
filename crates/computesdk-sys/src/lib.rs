//! Raw Linux system calls: one file per kernel facility.
//!
//! The calls are thin. Each is safe to call as far as memory goes, and its
//! error names the call and the errno. None touches thread-local storage or
//! takes a lock, and none allocates but those that return or take a list, so a
//! child that shares its parent's memory may use the others between clone and
//! exec. There are no dependencies, the C library included: the program that
//! becomes PID 1 of a sandbox is compiled from this and its own source alone.
//! What such a program lacks is here too: values that own descriptors, a heap,
//! and the functions that the compiler calls to move bytes.

#![no_std]

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
compile_error!("the sandbox engine runs on Linux x86-64");

extern crate alloc;
#[cfg(test)]
extern crate std;

#[cfg(any(freestanding, test))]
mod builtins;
mod descriptor;
mod syscall;

pub mod clock;
pub mod clone;
pub mod contents;
pub mod credentials;
pub mod entry;
pub mod exec;
pub mod fd;
pub mod file;
pub mod heap;
pub mod inet;
pub mod landlock;
pub mod listing;
pub mod memory;
pub mod mount;
pub mod namespace;
pub mod netlink;
pub mod network;
pub mod poll;
pub mod process;
pub mod processor;
pub mod seccomp;
pub mod signal;
pub mod socket;
pub mod status;
pub mod terminal;
pub mod transfer;
pub mod transparent;
pub mod watch;

pub use descriptor::{BorrowedFd, OwnedFd};
pub use syscall::{Error, Result, errno};
