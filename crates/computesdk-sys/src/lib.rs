//! Raw Linux system calls: one file per kernel facility.
//!
//! The calls are thin. Each is safe to call as far as memory goes, and its
//! error names the call and the errno. None allocates, touches thread-local
//! storage or takes a lock, so a child that shares its parent's memory may use
//! them between clone and exec. There are no dependencies: the program that
//! becomes PID 1 of a sandbox is compiled from this and its own source alone.

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
compile_error!("the sandbox engine runs on Linux x86-64");

mod syscall;

pub mod clone;
pub mod credentials;
pub mod exec;
pub mod fd;
pub mod file;
pub mod landlock;
pub mod memory;
pub mod mount;
pub mod namespace;
pub mod network;
pub mod poll;
pub mod process;
pub mod seccomp;
pub mod signal;
pub mod socket;
pub mod terminal;

pub use syscall::{Error, Result, errno};
