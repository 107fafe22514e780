//! Becoming another program.

use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::{CStr, c_char};

use crate::syscall::{Error, call, nr};

/// A null-terminated list of C strings, as execve wants it.
///
/// It owns nothing that moves: the strings are borrowed from `strings`, which
/// it keeps alive.
pub struct StringList {
    pointers: Vec<*const c_char>,
    _strings: Vec<CString>,
}

impl StringList {
    /// The list of these strings.
    pub fn new(strings: Vec<CString>) -> Self {
        // A CString's bytes are on the heap: moving the vector moves no bytes.
        let pointers = strings
            .iter()
            .map(|string| string.as_ptr())
            .chain(core::iter::once(core::ptr::null()))
            .collect();
        StringList {
            pointers,
            _strings: strings,
        }
    }
}

/// Executes a program. Returns only when that fails.
pub fn execve(program: &CStr, argv: &StringList, envp: &StringList) -> Error {
    // SAFETY: both lists are null-terminated and point into strings that they
    // keep alive.
    let result = unsafe {
        call!(
            "execve",
            nr::EXECVE,
            program.as_ptr(),
            argv.pointers.as_ptr(),
            envp.pointers.as_ptr()
        )
    };
    match result {
        Err(error) => error,
        Ok(_) => unreachable!("execve returns only to fail"),
    }
}
