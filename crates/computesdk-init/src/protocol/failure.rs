//! A step that failed, as it travels to the host.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use computesdk_sys::Error;

use super::Decode;
use super::codec::record;

record! {
    /// A step that failed.
    pub struct Failure {
        /// What was being done, as in "could not …".
        pub step: String,
        /// The system call.
        pub call: String,
        /// The path it was about; empty for none.
        pub path: Vec<u8>,
        /// What the kernel answered; 0 where it was not asked.
        pub errno: i32,
    }
}

impl Failure {
    /// A failed call at a step.
    pub fn new(step: &str, error: Error) -> Failure {
        Failure {
            step: step.to_owned(),
            call: error.call.to_owned(),
            path: Vec::new(),
            errno: error.errno,
        }
    }

    /// A failed call at a step, about a path.
    pub fn at(step: &str, path: impl AsRef<[u8]>, error: Error) -> Failure {
        Failure {
            path: path.as_ref().to_vec(),
            ..Failure::new(step, error)
        }
    }
}
