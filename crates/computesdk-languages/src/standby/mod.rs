//! Interpreters that are started before there is code: standbys.
//!
//! A standby is the very command that runs code, started on a file that is not there yet.
//! A hook, which the interpreter reads last of all that it does before it opens that file,
//! waits on standard input until there is something to run. Whatever comes then the
//! interpreter does by itself, so it differs from one that was started then only in what a
//! start leaves behind.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// How the interpreter of a language is made wait.
#[derive(Debug)]
pub struct Standby {
    /// Name of the file with the hook.
    pub file: &'static str,
    /// What it holds.
    pub hook: &'static str,
    /// Whether that file is read again while the program runs.
    pub stays: bool,
    /// The variable that makes the interpreter read it.
    pub variable: &'static str,
    /// Its value, for a file in this directory and a value that it would have else.
    value: fn(&OsStr, Option<&OsStr>) -> Vec<u8>,
    /// Code of each form for which one is to wait where somebody wants the language warm.
    pub forms: &'static [&'static str],
    /// About what one has for itself of memory while it waits, in bytes.
    pub memory: u64,
}

/// Name of the file, beside the hook, with the names of modules to be loaded beforehand.
pub const MODULES: &str = "modules";

pub(crate) static PYTHON: Standby = Standby {
    file: "sitecustomize.py",
    hook: include_str!("python.py"),
    stays: false,
    variable: "PYTHONPATH",
    value: |directory, before| match before {
        Some(before) => [directory.as_bytes(), before.as_bytes()].join(&b':'),
        None => directory.as_bytes().to_owned(),
    },
    forms: &[""],
    memory: 4 << 20,
};

pub(crate) static NODE: Standby = Standby {
    file: "standby.cjs",
    hook: include_str!("node.cjs"),
    // By each worker of the program.
    stays: true,
    variable: "NODE_OPTIONS",
    value: |directory, before| {
        let hook = [b"--require=", directory.as_bytes(), b"/standby.cjs"].concat();
        match before {
            // What others require comes first, as it would without this.
            Some(before) => [before.as_bytes(), &hook].join(&b' '),
            None => hook,
        }
    },
    forms: &["", "await 0"],
    memory: 10 << 20,
};

impl Standby {
    /// The variable's value, for a hook in this directory and a value that it would have
    /// without one.
    pub fn value(&self, directory: &Path, before: Option<&OsStr>) -> OsString {
        let value = (self.value)(directory.as_os_str(), before);
        OsStr::from_bytes(&value).to_owned()
    }

    /// What a standby is told to begin: whether its standard input is empty (it is all that
    /// comes after this, else), its working directory, what the variable was without the hook, and the arguments
    /// of the program.
    pub fn message(
        no_input: bool,
        cwd: &Path,
        before: Option<&OsStr>,
        args: &[OsString],
    ) -> Vec<u8> {
        let stdin: &[u8] = if no_input { b"null" } else { b"pipe" };
        let before = match before {
            Some(before) => [b"=", before.as_bytes()].concat(),
            None => Vec::new(),
        };
        let args = args.iter().map(|arg| arg.as_bytes());
        let words: Vec<_> = [stdin, cwd.as_os_str().as_bytes(), &before]
            .into_iter()
            .chain(args)
            .collect();
        let words = words.join(&0);
        // The kernel takes fewer bytes of arguments than that.
        let length = u32::try_from(words.len()).unwrap_or(u32::MAX);
        [&length.to_be_bytes(), &words[..]].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_comes_beside_what_was_there() {
        let directory = Path::new("/tmp/a");
        assert_eq!(PYTHON.value(directory, None), "/tmp/a");
        assert_eq!(
            PYTHON.value(directory, Some("/b:/c".as_ref())),
            "/tmp/a:/b:/c"
        );
        assert_eq!(NODE.value(directory, None), "--require=/tmp/a/standby.cjs");
        let value = NODE.value(directory, Some("--no-warnings".as_ref()));
        assert_eq!(value, "--no-warnings --require=/tmp/a/standby.cjs");
    }

    #[test]
    fn a_message_tells_its_length() {
        let args = ["a".into(), "".into()];
        assert_eq!(
            Standby::message(true, None, &args),
            b"\0\0\0\x08null\0\0a\0"
        );
        let before = Some("x".as_ref());
        assert_eq!(
            Standby::message(false, "/".as_ref(), before, &[]),
            b"\0\0\0\x09pipe\0/\0=x"
        );
    }
}
