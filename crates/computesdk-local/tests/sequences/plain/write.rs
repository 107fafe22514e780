//! Writing, with the directories on the way.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::{make_directory, set_mode};

/// Permission bits of a new file.
const MODE: u32 = 0o644;

pub(super) fn write(
    path: &Path,
    content: &[u8],
    mode: Option<u32>,
    create_new: bool,
) -> io::Result<()> {
    parents(path)?;
    let is_new = fs::metadata(path).is_err();
    let mut options = File::options();
    options.write(true);
    match create_new {
        true => options.create_new(true),
        false => options.create(true).truncate(true),
    };
    options.open(path)?.write_all(content)?;
    match mode.or(is_new.then_some(MODE)) {
        Some(mode) => set_mode(path, mode),
        None => Ok(()),
    }
}

pub(super) fn append(path: &Path, content: &[u8]) -> io::Result<()> {
    parents(path)?;
    let is_new = fs::metadata(path).is_err();
    let mut file = File::options().append(true).create(true).open(path)?;
    file.write_all(content)?;
    match is_new {
        true => set_mode(path, MODE),
        false => Ok(()),
    }
}

/// Makes the directories on the way that are missing. Something else that is there is
/// met again by whoever goes that way.
pub(super) fn parents(path: &Path) -> io::Result<()> {
    let parent = path.parent().unwrap();
    match fs::metadata(parent) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        _ => return Ok(()),
    }
    let mut ancestors: Vec<_> = parent.ancestors().collect();
    ancestors.reverse();
    for ancestor in ancestors {
        match make_directory(ancestor) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
