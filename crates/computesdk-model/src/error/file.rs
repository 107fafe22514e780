//! Failures of file operations.

use std::path::{Path, PathBuf};

use super::{Errno, Error, Hint, NotFoundError, ResourceExhaustedError, ResourceKind};

/// A file operation that the sandbox's system refused.
#[derive(Clone, Debug, thiserror::Error)]
#[error("could not {operation} {}: {errno}", path.display())]
#[non_exhaustive]
pub struct FileError {
    /// What was to be done, such as "write the file".
    pub operation: String,
    /// The file.
    pub path: PathBuf,
    /// Why not.
    pub errno: Errno,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

impl FileError {
    /// The error for an operation on a file: `NotFound` where it does not exist,
    /// `ResourceExhausted` where something ran out, else `File`.
    pub fn classify(operation: impl Into<String>, path: impl AsRef<Path>, errno: Errno) -> Error {
        let (operation, path) = (operation.into(), path.as_ref());
        let exhausted = |kind| {
            ResourceExhaustedError {
                kind,
                detail: format!("could not {operation} {}: {errno}", path.display()),
                errno: Some(errno),
                hints: Vec::new(),
            }
            .into()
        };
        match errno {
            Errno::ENOENT => NotFoundError {
                kind: ResourceKind::File,
                name: path.display().to_string(),
                errno: Some(errno),
                hints: Vec::new(),
            }
            .into(),
            Errno::ENOSPC | Errno::EDQUOT => exhausted(ResourceKind::Space),
            Errno::EMFILE | Errno::ENFILE => exhausted(ResourceKind::Descriptors),
            Errno::ENOMEM => exhausted(ResourceKind::Memory),
            Errno::EAGAIN => exhausted(ResourceKind::Processes),
            _ => FileError {
                operation,
                path: path.to_owned(),
                errno,
                hints: Vec::new(),
            }
            .into(),
        }
    }
}
