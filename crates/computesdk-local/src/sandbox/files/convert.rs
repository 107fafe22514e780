//! Files as they travel, and as the model has them.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use computesdk_init::protocol::files::{
    Blob, Change, Event, EventKind, FileRecord, How, MakeDirectory, Pair, SetOwner, Time, Write,
};
use computesdk_model::{
    FileChange, FileStat, FileType, InvalidArgumentError, Result, UnsupportedError, WatchEvent,
    WatchKind, WriteMode, WriteOptions,
};

use super::blob;
use crate::provider::LocalProvider;

/// Leaves an owner as it is.
const KEEP: u32 = u32::MAX;

pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    OsString::from_vec(bytes).into()
}

pub(crate) fn stat(record: FileRecord) -> FileStat {
    FileStat {
        file_type: match record.kind {
            0 => FileType::File,
            1 => FileType::Directory,
            2 => FileType::Symlink,
            3 => FileType::Fifo,
            4 => FileType::Socket,
            5 => FileType::CharDevice,
            _ => FileType::BlockDevice,
        },
        size: record.size,
        allocated: record.allocated,
        mode: record.mode,
        uid: record.uid,
        gid: record.gid,
        links: record.links,
        inode: record.inode,
        modified: time(record.modified),
        accessed: time(record.accessed),
        changed: time(record.changed),
        target: record.target.map(|target| path(target.0)),
    }
}

/// A time that the sandbox tells. One that no clock of ours can show is the first
/// that there is.
pub(super) fn time((seconds, nanoseconds): Time) -> SystemTime {
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let time = match seconds < 0 {
        true => UNIX_EPOCH.checked_sub(whole),
        false => UNIX_EPOCH.checked_add(whole),
    };
    let part = Duration::from_nanos(nanoseconds.min(999_999_999).into());
    let time = time.and_then(|time| time.checked_add(part));
    time.unwrap_or(UNIX_EPOCH)
}

pub(super) fn wire_time(time: SystemTime) -> Time {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (after.as_secs() as i64, after.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            // Counted from the second before.
            match before.subsec_nanos() {
                0 => (-(before.as_secs() as i64), 0),
                part => (-(before.as_secs() as i64) - 1, 1_000_000_000 - part),
            }
        }
    }
}

pub(super) fn write(path: Blob, options: WriteOptions, content: Blob) -> Write {
    Write {
        path,
        mode: options.mode,
        parents: options.parents,
        how: match options.write {
            WriteMode::Replace => How::Replace,
            WriteMode::Append => How::Append,
            WriteMode::CreateNew => How::CreateNew,
        },
        content,
    }
}

pub(super) fn request(change: &FileChange) -> Result<Change> {
    let pair = |from: &Path, to: &Path, replace| {
        Ok::<_, computesdk_model::Error>(Pair {
            from: blob(from)?,
            to: blob(to)?,
            replace,
        })
    };
    Ok(match change {
        FileChange::MakeDirectory {
            path,
            mode,
            parents,
        } => Change::MakeDirectory(MakeDirectory {
            path: blob(path)?,
            mode: *mode,
            parents: *parents,
        }),
        FileChange::Rename { from, to, replace } => Change::Rename(pair(from, to, *replace)?),
        FileChange::Copy { from, to, replace } => Change::Copy(pair(from, to, *replace)?),
        FileChange::Remove { path, recursive } => Change::Remove((blob(path)?, *recursive)),
        FileChange::SetMode { path, mode } => Change::SetMode((blob(path)?, *mode)),
        FileChange::SetOwner {
            path,
            uid,
            gid,
            follow,
        } => Change::SetOwner(SetOwner {
            path: blob(path)?,
            uid: uid.unwrap_or(KEEP),
            gid: gid.unwrap_or(KEEP),
            follow: *follow,
        }),
        FileChange::SetModified { path, modified } => {
            Change::SetModified((blob(path)?, wire_time(*modified)))
        }
        FileChange::Truncate { path, length } => Change::Truncate((blob(path)?, *length)),
        FileChange::Symlink { path, target } => {
            Change::Symlink((blob(path)?, link_target(target)?))
        }
        FileChange::HardLink { path, target } => Change::HardLink((blob(path)?, blob(target)?)),
        other => {
            return Err(UnsupportedError {
                provider: LocalProvider::NAME.to_owned(),
                capability: format!("{other:?}"),
                hints: Vec::new(),
            }
            .into());
        }
    })
}

/// What a link says may be any text but with a NUL.
fn link_target(target: &Path) -> Result<Blob> {
    let bytes = target.as_os_str().as_bytes();
    match bytes.contains(&0) {
        true => Err(InvalidArgumentError::new("target", "it has a NUL byte in it").into()),
        false => Ok(Blob(bytes.to_vec())),
    }
}

/// What a change does, for the error where it cannot, and to what.
pub(super) fn operation(change: &FileChange) -> (&'static str, &Path) {
    match change {
        FileChange::MakeDirectory { path, .. } => ("make the directory", path),
        FileChange::Rename { from, .. } => ("rename", from),
        FileChange::Copy { from, .. } => ("copy", from),
        FileChange::Remove { path, .. } => ("remove", path),
        FileChange::SetMode { path, .. } => ("change the mode of", path),
        FileChange::SetOwner { path, .. } => ("change the owner of", path),
        FileChange::SetModified { path, .. } => ("change the times of", path),
        FileChange::Truncate { path, .. } => ("truncate", path),
        FileChange::Symlink { path, .. } => ("make the link", path),
        FileChange::HardLink { path, .. } => ("make the link", path),
        _ => ("change", Path::new("/")),
    }
}

pub(crate) fn event(event: Event) -> WatchEvent {
    WatchEvent {
        kind: match event.kind {
            EventKind::Created => WatchKind::Created,
            EventKind::Modified => WatchKind::Modified,
            EventKind::Metadata => WatchKind::Metadata,
            EventKind::Removed => WatchKind::Removed,
            EventKind::Overflow => WatchKind::Overflow,
        },
        path: path(event.path.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_back_as_they_were() {
        for (seconds, nanoseconds) in [(0, 0), (1, 5), (-1, 0), (-1, 999_999_999), (-7, 1)] {
            let wire = (seconds, nanoseconds);
            assert_eq!(wire_time(time(wire)), wire);
        }
        // Whatever the sandbox says is some time.
        assert!(time((i64::MIN, 0)) <= UNIX_EPOCH);
        assert!(time((i64::MAX, u32::MAX)) >= UNIX_EPOCH);
    }
}
