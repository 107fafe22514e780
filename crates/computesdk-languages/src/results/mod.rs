//! What code displays: the hooks that have it written to a file, and the lines of that file.
//!
//! As with standbys, the interpreter runs the program itself, after a hook. `bundle.*` has
//! what makes a value its forms, and knows nothing of the rest; a hook is several files.

mod json;
mod line;

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

use crate::hooks;

/// How what code of a language displays comes back.
#[derive(Debug)]
pub struct Results {
    /// Name of the file with the hook.
    pub file: &'static str,
    /// What it holds.
    pub hook: &'static str,
    /// The variable that makes the interpreter read it.
    pub variable: &'static str,
    value: fn(&OsStr, Option<&OsStr>) -> Vec<u8>,
}

/// The name by which code that was changed hands over the value of its last expression.
pub(crate) const NAME: &str = "__computesdkDisplayResult";

pub(crate) static PYTHON: Results = Results {
    file: "sitecustomize.py",
    hook: concat!(
        hooks::step_aside!(),
        include_str!("bundle.py"),
        include_str!("display.py"),
        include_str!("pyplot.py"),
        include_str!("python.py"),
    ),
    variable: "PYTHONPATH",
    value: hooks::python_path,
};

pub(crate) static NODE: Results = Results {
    file: "results.cjs",
    hook: concat!(include_str!("bundle.cjs"), include_str!("node.cjs")),
    variable: "NODE_OPTIONS",
    value: |directory, before| hooks::node_options(directory, "results.cjs", before),
};

impl Results {
    /// Name of the file, beside the hook, that it writes to. Nothing is there before.
    pub const WRITTEN: &'static str = "results";

    /// Name of the file, beside the hook, that says which program it is for, as the
    /// command names it.
    pub const PROGRAM: &'static str = "program";

    /// The variable, for a hook in this directory and a value that it would have else.
    pub fn value(&self, directory: &Path, before: Option<&OsStr>) -> OsString {
        OsString::from_vec((self.value)(directory.as_os_str(), before))
    }
}
