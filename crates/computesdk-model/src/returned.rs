//! Files that come back with a result.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::{Errno, Output};

/// A file that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReturnedFile {
    /// Its path, from the working directory where it is in that.
    pub path: PathBuf,
    /// Its media type, told by its name, as in `image/png`.
    pub mime: String,
    /// What is in it.
    pub contents: Output,
}

impl ReturnedFile {
    /// A file with these contents.
    pub fn new(path: PathBuf, mime: String, contents: Output) -> Self {
        ReturnedFile {
            path,
            mime,
            contents,
        }
    }
}

/// A file that was asked for and did not come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NotReturned {
    /// Its path, or the name or pattern that was asked for.
    pub path: PathBuf,
    /// Why.
    pub reason: NotReturnedReason,
}

impl NotReturned {
    /// Not returned for this reason.
    pub fn new(path: PathBuf, reason: NotReturnedReason) -> Self {
        NotReturned { path, reason }
    }
}

impl fmt::Display for NotReturned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.reason {
            NotReturnedReason::Missing => write!(f, "{path}: there is none"),
            NotReturnedReason::TooLarge { size } => {
                write!(f, "{path}: it has {size} bytes, more than may come back")
            }
            NotReturnedReason::TooMany => write!(f, "{path}: as many as may come back had come"),
            NotReturnedReason::Unreadable { errno } => {
                write!(
                    f,
                    "{path}: it cannot be read: {}",
                    errno.unwrap_or("unknown")
                )
            }
        }
    }
}

/// Why a file did not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[non_exhaustive]
pub enum NotReturnedReason {
    /// Nothing is there.
    Missing,
    /// It does not fit into what may come back in all.
    TooLarge {
        /// Its bytes.
        size: u64,
    },
    /// As many as may come back had come.
    TooMany,
    /// It cannot be read.
    Unreadable {
        /// What the kernel said, as it names it: `EACCES`.
        errno: Option<&'static str>,
    },
}

impl NotReturnedReason {
    /// What the kernel said of a file.
    pub fn unreadable(errno: Option<Errno>) -> Self {
        NotReturnedReason::Unreadable {
            errno: errno.and_then(|errno| errno.name()),
        }
    }
}
