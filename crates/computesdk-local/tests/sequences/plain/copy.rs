//! Copies, as `cp -a` makes them.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use super::{EINVAL, EISDIR, make_directory, number, set_mode, straight};
use crate::outcome::{Expected, Value};

const EEXIST: i32 = 17;
const ENOTDIR: i32 = 20;

/// `None` where the copy would end in the middle of a tree: what is there then, nobody
/// says.
pub(super) fn copy(from: &Path, to: &Path, replace: bool) -> Option<Expected> {
    let (there, after) = match (fs::symlink_metadata(from), there(to)) {
        (Ok(there), Ok(after)) => (there, after),
        (there, after) => {
            let errors = [there.err(), after.err()];
            return Some(Err(errors.iter().flatten().map(number).collect()));
        }
    };
    let refused = match (there.is_dir(), &after) {
        (_, Some(after)) if same(&there, after) => Some(EINVAL),
        (false, Some(after)) if after.is_dir() => Some(EISDIR),
        (false, Some(_)) if !replace => Some(EEXIST),
        (true, Some(after)) if !after.is_dir() => Some(ENOTDIR),
        _ => None,
    };
    if let Some(errno) = refused {
        return Some(Err(vec![errno]));
    }
    if there.is_dir() && (is_below(from, to) || meets(from, to, replace).unwrap()) {
        return None;
    }
    make(&straight(from).unwrap(), &straight(to).unwrap()).unwrap();
    Some(Ok(Value::Nothing))
}

/// What is at a path; an error where nothing could be.
fn there(path: &Path) -> io::Result<Option<Metadata>> {
    fs::read_dir(path.parent().unwrap())?;
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        there => there.map(Some),
    }
}

fn same(one: &Metadata, other: &Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

fn is_below(from: &Path, to: &Path) -> bool {
    let directory = fs::canonicalize(to.parent().unwrap()).unwrap();
    directory.starts_with(fs::canonicalize(from).unwrap())
}

/// Whether something in the way ends the copy of a tree.
fn meets(from: &Path, to: &Path, replace: bool) -> io::Result<bool> {
    if !fs::symlink_metadata(to).is_ok_and(|there| there.is_dir()) {
        return Ok(false);
    }
    for found in fs::read_dir(from)? {
        let found = found?;
        let to = to.join(found.file_name());
        let Ok(after) = fs::symlink_metadata(&to) else {
            continue;
        };
        let stays = match (found.file_type()?.is_dir(), after.is_dir()) {
            (true, true) => meets(&found.path(), &to, replace)?,
            // Either may be both: a file is never replaced by itself.
            (false, false) => !replace || same(&found.metadata()?, &after),
            _ => true,
        };
        if stays {
            return Ok(true);
        }
    }
    Ok(false)
}

fn make(from: &Path, to: &Path) -> io::Result<()> {
    let there = fs::symlink_metadata(from)?;
    if there.is_dir() {
        if !to.is_dir() {
            make_directory(to)?;
        }
        for found in fs::read_dir(from)? {
            let found = found?;
            make(&found.path(), &to.join(found.file_name()))?;
        }
        return set_mode(to, there.mode() & 0o7777);
    }
    match fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match there.is_symlink() {
        true => symlink(fs::read_link(from)?, to),
        false => {
            fs::copy(from, to)?;
            set_mode(to, there.mode() & 0o7777)
        }
    }
}
