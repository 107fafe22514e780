//! The spawner, which becomes the init of each sandbox. See the library.
//!
//! The build script compiles it `freestanding`: without the standard library and
//! without the C library, which would make it ten times as large, and every first
//! sandbox of a program later by the time that takes to load. Cargo compiles it
//! with both, for lints and tests.

#![cfg_attr(freestanding, no_std, no_main)]

#[macro_use]
extern crate alloc;

mod accounts;
mod channel;
#[cfg(freestanding)]
mod freestanding;
mod init;
mod paths;
#[allow(dead_code, missing_docs)]
mod protocol;
mod spawner;
mod weaken;

/// The program: its arguments, its exit code.
fn run<'a>(arguments: impl Iterator<Item = &'a [u8]>) -> i32 {
    weaken::read_command_line(arguments);
    spawner::run()
}

#[cfg(not(freestanding))]
fn main() {
    use std::os::unix::ffi::OsStrExt;
    let arguments = Vec::from_iter(std::env::args_os());
    let code = run(arguments.iter().map(|argument| argument.as_bytes()));
    std::process::exit(code);
}
