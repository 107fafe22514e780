//! What becomes of many files on their way.

use std::fmt;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use computesdk_model::{Errno, Error, Hint, TreeKind, TreePart};

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Files and symbolic links that have begun to travel.
    pub files: u64,
    /// Bytes of files that have travelled.
    pub bytes: u64,
}

impl Progress {
    /// Takes note of a part.
    pub(super) fn add(&mut self, part: &TreePart) {
        match part {
            TreePart::Data(data) => self.bytes += data.len() as u64,
            TreePart::Entry(entry) if entry.kind != TreeKind::Directory => self.files += 1,
            TreePart::Entry(_) => {}
        }
    }
}

/// Is told how far it is.
pub(super) type OnProgress = Box<dyn FnMut(Progress) + Send>;

/// What has travelled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transfer {
    /// Files and symbolic links.
    pub files: u64,
    /// Bytes of files.
    pub bytes: u64,
    /// What has not travelled, and why.
    pub skipped: Vec<Skipped>,
}

/// Something that did not travel.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// Its path, from what was to travel.
    pub path: PathBuf,
    /// Why.
    pub reason: &'static str,
}

impl Skipped {
    pub(super) fn new(path: impl Into<PathBuf>, reason: &'static str) -> Self {
        let path = path.into();
        Skipped { path, reason }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

/// Why a pipe, a socket or a device stays where it is.
pub(super) const SPECIAL: &str = "it is neither a file, a directory nor a symbolic link";

/// The path that a copy gets: below a target that ends with a slash, its own name.
pub(super) fn place(from: &Path, to: &Path) -> PathBuf {
    match (to.as_os_str().as_bytes().ends_with(b"/"), from.file_name()) {
        (true, Some(name)) => to.join(name),
        _ => to.to_owned(),
    }
}

/// Advice where a directory has the path that a file was to get.
pub(super) fn with_advice(mut error: Error) -> Error {
    match &mut error {
        Error::File(refused) if refused.errno == Errno::EISDIR => {
            let hint = "end the target with a slash to put the file into the directory";
            refused.hints.push(Hint::new(hint));
        }
        _ => {}
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_keeps_the_name() {
        let place = |from: &str, to: &str| place(Path::new(from), Path::new(to));
        assert_eq!(place("a/b", "c"), Path::new("c"));
        assert_eq!(place("a/b", "c/"), Path::new("c/b"));
        assert_eq!(place("a/b/", "./"), Path::new("./b"));
        assert_eq!(place(".", "c/"), Path::new("c/"));
        assert_eq!(place("/", "c/"), Path::new("c/"));
    }
}
