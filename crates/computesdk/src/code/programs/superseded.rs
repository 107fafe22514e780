//! Parts of a compiler that is there no more: they are removed when its successor makes its
//! own, unless somebody uses them still.
//!
//! Whoever uses parts holds a lock, shared, on a file beside them; whoever removes some has
//! to have it alone. The kernel gives it up where its holder ends, however that ends.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Beside the parts: what is locked.
const LOCK: &str = "lock";

/// Beside the parts: whose they are.
const OWNER: &str = "compiler";

/// Begins the names of those that are being removed.
const GONE: &str = ".gone-";

/// Parts that are not removed while this is there.
#[derive(Debug)]
pub(super) struct Held {
    _lock: File,
    /// Whether nobody had made this directory before.
    pub(super) is_new: bool,
}

/// Holds the parts in this directory, which belong to the compiler that is called so. `None`
/// where it was removed meanwhile.
pub(super) fn hold(base: &Path, owner: &[u8]) -> io::Result<Option<Held>> {
    let path = base.join(LOCK);
    let mut options = File::options();
    let opened = options.create(true).truncate(false).write(true).open(&path);
    let Some(lock) = unless_missing(opened)? else {
        return Ok(None);
    };
    lock.lock_shared()?;
    // It may have been another's until now.
    let Some(there) = unless_missing(fs::metadata(&path))? else {
        return Ok(None);
    };
    if there.ino() != lock.metadata()?.ino() {
        return Ok(None);
    }
    let owner_file = base.join(OWNER);
    let is_new = !owner_file.exists();
    if is_new {
        fs::write(owner_file, owner)?;
    }
    Ok(Some(Held {
        _lock: lock,
        is_new,
    }))
}

/// Removes what belongs to the same compiler as this directory, and is not in it: it was
/// made by an older one, which was in the same place.
pub(super) fn remove_older(base: &Path) -> io::Result<()> {
    let Some(parent) = base.parent() else {
        return Ok(());
    };
    let owner = fs::read(base.join(OWNER))?;
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if name.as_encoded_bytes().starts_with(GONE.as_bytes()) {
            // Whoever began with it has ended.
            unless_missing(fs::remove_dir_all(path))?;
        } else if path != base && fs::read(path.join(OWNER)).is_ok_and(|other| other == owner) {
            let gone = parent.join([GONE.as_ref(), name.as_os_str()].join("".as_ref()));
            if set_aside(&path, &gone)? {
                unless_missing(fs::remove_dir_all(gone))?;
            }
        }
    }
    Ok(())
}

/// Takes parts to where nobody looks for them, unless somebody uses them.
fn set_aside(path: &Path, gone: &Path) -> io::Result<bool> {
    let Some(lock) = unless_missing(File::open(path.join(LOCK)))? else {
        return Ok(false);
    };
    match lock.try_lock() {
        Ok(()) => Ok(unless_missing(fs::rename(path, gone))?.is_some()),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// What was done, unless what it was to be done to is not there.
fn unless_missing<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        done => done.map(Some),
    }
}
