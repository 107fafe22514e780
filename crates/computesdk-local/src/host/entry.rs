//! Directories, files and links of the root, as init is asked for them.

use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use computesdk_init::protocol::{Entry, EntryKind};

pub(super) fn directory(path: &str, mode: u32) -> Entry {
    entry(path, mode, EntryKind::Directory(()))
}

pub(super) fn file(path: &str, content: impl Into<Vec<u8>>) -> Entry {
    entry(path, 0o644, EntryKind::File(content.into()))
}

/// What the host has at this path.
pub(super) fn copied(path: &str) -> Entry {
    entry(path, 0, EntryKind::Host(()))
}

pub(super) fn link(path: &str, target: PathBuf) -> Entry {
    let target = target.into_os_string().into_vec();
    entry(path, 0o777, EntryKind::Link(target))
}

fn entry(path: &str, mode: u32, kind: EntryKind) -> Entry {
    Entry {
        path: path.as_bytes().to_vec(),
        uid: 0,
        mode,
        kind,
    }
}
