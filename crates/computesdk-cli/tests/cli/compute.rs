//! The binary, in an environment of the test's own.

use std::io::{Seek, Write};
use std::process::{Command, Output, Stdio};

/// `compute` with these arguments, without configuration of the machine's.
pub(crate) fn compute(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_compute"));
    for (name, _) in std::env::vars_os() {
        // Where compiled programs are kept is of this repository.
        if name.to_string_lossy().starts_with("COMPUTE_") && name != "COMPUTE_CACHE_DIRECTORY" {
            command.env_remove(name);
        }
    }
    command.args(args).stdin(Stdio::null());
    command
}

/// What it did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs it to its end.
pub(crate) fn run(args: &[&str]) -> Ran {
    ran(compute(args).output().expect("the binary starts"))
}

/// Runs it to its end with this on standard input.
pub(crate) fn run_with_input(args: &[&str], input: &str) -> Ran {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(input.as_bytes()).expect("it is written");
    file.rewind().expect("it is read from its start");
    ran(compute(args)
        .stdin(file)
        .output()
        .expect("the binary starts"))
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
