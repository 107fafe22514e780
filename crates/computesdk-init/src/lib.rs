//! The program that makes sandboxes, as bytes, and the protocol it speaks.
//!
//! The program has two lives. Started by the library from memory, it is the
//! *spawner*: a small single-threaded process that waits for requests. Cloned
//! by the spawner into new namespaces, it is the *init* of one sandbox: PID 1,
//! which sets up its file system, starts commands and reaps them.

#![no_std]

extern crate alloc;

pub mod protocol;

/// The program: a static x86-64 executable.
pub static IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/computesdk-init"));

#[cfg(test)]
mod tests {
    use super::IMAGE;

    #[test]
    fn the_program_is_small() {
        // The first sandbox of an application waits until it has been copied to
        // memory and loaded from there.
        assert!(IMAGE.len() < 264 * 1024, "{} bytes", IMAGE.len());
    }
}
