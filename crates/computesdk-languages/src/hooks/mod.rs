//! Files that interpreters read before they open a program, by variables that say so.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// What hooks of Python begin with. A macro, as `concat!` takes nothing else.
macro_rules! step_aside {
    () => {
        include_str!("../hooks/step_aside.py")
    };
}

pub(crate) use step_aside;

/// `PYTHONPATH`, by which Python finds a `sitecustomize` in this directory.
pub(crate) fn python_path(directory: &OsStr, before: Option<&OsStr>) -> Vec<u8> {
    match before {
        Some(before) => [directory.as_bytes(), before.as_bytes()].join(&b':'),
        None => directory.as_bytes().to_owned(),
    }
}

/// `NODE_OPTIONS`, by which Node.js requires this file in this directory.
pub(crate) fn node_options(directory: &OsStr, file: &str, before: Option<&OsStr>) -> Vec<u8> {
    let hook = [b"--require=", directory.as_bytes(), b"/", file.as_bytes()].concat();
    match before {
        // What others require comes first, as it would without this.
        Some(before) => [before.as_bytes(), &hook].join(&b' '),
        None => hook,
    }
}
