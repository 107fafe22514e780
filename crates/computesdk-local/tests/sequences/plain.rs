//! The operations on a plain directory of the host.

mod copy;
mod write;

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::operation::Operation;
use crate::outcome::{Entry, Expected, Value};

const EISDIR: i32 = 21;
const EINVAL: i32 = 22;

/// What comes of it; `None` where nobody says what should.
pub(crate) fn run(top: &Path, operation: &Operation) -> Option<Expected> {
    if let Operation::Copy(from, to, replace) = operation {
        return copy::copy(&top.join(from), &top.join(to), *replace);
    }
    let done = call(top, operation);
    Some(done.map_err(|error| {
        let mut errors = vec![number(&error)];
        errors.extend(also(top, operation));
        errors
    }))
}

fn number(error: &io::Error) -> i32 {
    error.raw_os_error().unwrap_or_else(|| panic!("{error:?}"))
}

/// What is wrong besides, where nobody says what is looked at first: the second path,
/// or where a link leads that a directory was to be made at.
fn also(top: &Path, operation: &Operation) -> Option<i32> {
    let other = match operation {
        Operation::Rename(_, path, _) | Operation::HardLink(_, path) => {
            fs::read_dir(top.join(path).parent()?).err()
        }
        Operation::MakeDirectory(path, true) => fs::metadata(top.join(path)).err(),
        _ => None,
    };
    other.map(|error| number(&error))
}

fn call(top: &Path, operation: &Operation) -> io::Result<Value> {
    let at = |path: &Path| top.join(path);
    let nothing = |()| Value::Nothing;
    match operation {
        Operation::Write {
            path,
            content,
            mode,
            create_new,
        } => write::write(&at(path), content, *mode, *create_new).map(nothing),
        Operation::Append(path, content) => write::append(&at(path), content).map(nothing),
        Operation::Read(path) => fs::read(at(path)).map(Value::Bytes),
        Operation::ReadPart(path, from, length) => {
            read_part(&at(path), *from, *length).map(Value::Bytes)
        }
        Operation::Stat(path, true) => entry(&at(path), fs::metadata(at(path))?).map(Value::Entry),
        Operation::Stat(path, false) => {
            entry(&at(path), fs::symlink_metadata(at(path))?).map(Value::Entry)
        }
        Operation::Exists(path) => match fs::metadata(at(path)) {
            Err(error)
                if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory]
                    .contains(&error.kind()) =>
            {
                Ok(Value::Is(false))
            }
            there => there.map(|_| Value::Is(true)),
        },
        Operation::List(path, depth) => below(&at(path), Path::new(""), *depth).map(Value::Entries),
        Operation::MakeDirectory(path, true) => {
            write::parents(&at(path))?;
            match make_directory(&at(path)) {
                Err(_) if at(path).is_dir() => Ok(Value::Nothing),
                made => made.map(nothing),
            }
        }
        Operation::MakeDirectory(path, false) => make_directory(&at(path)).map(nothing),
        Operation::Rename(from, to, true) => fs::rename(at(from), at(to)).map(nothing),
        Operation::Rename(from, to, false) => {
            let renamed = renameat_with(CWD, at(from), CWD, at(to), RenameFlags::NOREPLACE);
            Ok(renamed.map(nothing)?)
        }
        Operation::Copy(..) => unreachable!("it has a place of its own"),
        Operation::Remove(path, recursive) => remove(&at(path), *recursive).map(nothing),
        Operation::Truncate(path, length) => {
            let file = File::options().write(true).open(at(path))?;
            file.set_len(*length).map(nothing)
        }
        Operation::SetMode(path, mode) => set_mode(&at(path), *mode).map(nothing),
        Operation::Symlink(target, path) => symlink(target, at(path)).map(nothing),
        Operation::HardLink(target, path) => fs::hard_link(at(target), at(path)).map(nothing),
        Operation::ReadLink(path) => fs::read_link(at(path)).map(Value::Path),
    }
}

fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Whatever the host's own mask says.
fn make_directory(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o755).create(path)?;
    set_mode(path, 0o755)
}

fn read_part(path: &Path, from: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::from_raw_os_error(EISDIR));
    }
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn remove(path: &Path, recursive: bool) -> io::Result<()> {
    match fs::symlink_metadata(path)?.is_dir() {
        false => fs::remove_file(path),
        true if recursive => fs::remove_dir_all(straight(path)?),
        true => fs::remove_dir(path),
    }
}

/// The same place by a way without links: what is removed or replaced may be on it.
fn straight(path: &Path) -> io::Result<PathBuf> {
    let directory = fs::canonicalize(path.parent().unwrap())?;
    Ok(directory.join(path.file_name().unwrap()))
}

fn entry(path: &Path, metadata: fs::Metadata) -> io::Result<Entry> {
    let mode = metadata.mode() & 0o7777;
    Ok(if metadata.is_symlink() {
        Entry::Link(fs::read_link(path)?)
    } else if metadata.is_dir() {
        Entry::Directory { mode }
    } else {
        Entry::File {
            size: metadata.len(),
            mode,
            names: metadata.nlink(),
        }
    })
}

/// What is below a directory, sorted.
pub(crate) fn below(top: &Path, directory: &Path, depth: u32) -> io::Result<Vec<(PathBuf, Entry)>> {
    let mut entries = Vec::new();
    for found in fs::read_dir(top.join(directory))? {
        let path = directory.join(found?.file_name());
        let whole = top.join(&path);
        let entry = entry(&whole, fs::symlink_metadata(&whole)?)?;
        if depth > 1 && matches!(entry, Entry::Directory { .. }) {
            entries.extend(below(top, &path, depth - 1)?);
        }
        entries.push((path, entry));
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(entries)
}
