//! Writing what came out of a sandbox to the host. Names and links are the
//! sandbox's own words: nothing gets out of the folder that it is meant for.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Component, Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use computesdk_model::{TreeEntry, TreeKind};
use rustix::fs::{
    AtFlags, FileType, Mode, OFlags, Timespec, Timestamps, UTIME_OMIT, fchmod, futimens, mkdirat,
    openat, statat, symlinkat, unlinkat, utimensat,
};
use rustix::io::Errno;

/// Permission bits that count on the host: none that lends rights.
const MODE: u32 = 0o777;

/// A folder of the host that is being filled.
pub(super) struct HostFolder {
    root: OwnedFd,
    /// The directory of the latest entry: the next one is mostly in it too.
    latest: Option<(PathBuf, OwnedFd)>,
    /// The file whose bytes come next, and what it gets at its end.
    file: Option<(File, Given)>,
    /// What directories get once nothing is made in them any more.
    directories: Vec<(PathBuf, Given)>,
}

/// Permission bits and time that a file or directory gets when it is complete.
#[derive(Clone, Copy)]
pub(super) struct Given {
    mode: Mode,
    modified: SystemTime,
}

impl Given {
    pub(super) fn of(entry: &TreeEntry) -> Given {
        Given {
            mode: Mode::from_raw_mode(entry.mode & MODE),
            modified: entry.modified,
        }
    }

    pub(super) fn give(self, to: impl AsFd) -> io::Result<()> {
        futimens(&to, &times(self.modified))?;
        Ok(fchmod(&to, self.mode)?)
    }
}

/// Why something was not made.
pub(super) enum NotMade {
    /// It would have led out, or is nothing that travels.
    Skipped(&'static str),
    Failed(io::Error),
}

impl<E: Into<io::Error>> From<E> for NotMade {
    fn from(error: E) -> Self {
        NotMade::Failed(error.into())
    }
}

impl HostFolder {
    /// Opens a folder, and makes it where it is missing.
    pub(super) fn open(path: &Path) -> io::Result<HostFolder> {
        std::fs::create_dir_all(path)?;
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(HostFolder {
            root: rustix::fs::open(path, flags, Mode::empty())?,
            latest: None,
            file: None,
            directories: Vec::new(),
        })
    }

    /// Begins an entry.
    pub(super) fn entry(&mut self, entry: TreeEntry) -> Result<(), NotMade> {
        self.end_file()?;
        if entry.path.as_os_str().is_empty() {
            if entry.kind == TreeKind::Directory {
                self.directories.push((PathBuf::new(), Given::of(&entry)));
            }
            return Ok(());
        }
        let (parent, name) = checked(&entry.path)?;
        self.enter(&parent)?;
        let at = match &self.latest {
            Some((_, directory)) => directory.as_fd(),
            None => self.root.as_fd(),
        };
        match &entry.kind {
            TreeKind::Directory => {
                make_directory(at, &name)?;
                let given = Given::of(&entry);
                self.directories.push((entry.path, given));
            }
            TreeKind::File(_) => {
                let flags = OFlags::WRONLY
                    | OFlags::CREATE
                    | OFlags::EXCL
                    | OFlags::NOFOLLOW
                    | OFlags::CLOEXEC;
                let mode = Mode::RUSR | Mode::WUSR;
                let file = in_place_of(at, &name, || openat(at, &name, flags, mode))?;
                self.file = Some((file.into(), Given::of(&entry)));
            }
            TreeKind::Symlink(target) => {
                if !stays_inside(&parent, target) {
                    return Err(NotMade::Skipped("the link leads out of the folder"));
                }
                in_place_of(at, &name, || symlinkat(target, at, &name))?;
                let times = times(entry.modified);
                utimensat(at, &name, &times, AtFlags::SYMLINK_NOFOLLOW)?;
            }
        }
        Ok(())
    }

    /// The next bytes of the file that began last; of one that was skipped they go
    /// nowhere.
    pub(super) fn data(&mut self, data: &[u8]) -> io::Result<()> {
        match &mut self.file {
            Some((file, _)) => file.write_all(data),
            None => Ok(()),
        }
    }

    /// All is there.
    pub(super) fn finish(mut self) -> Result<(), (PathBuf, io::Error)> {
        self.end_file().map_err(|error| (PathBuf::new(), error))?;
        for (path, given) in self.directories.iter().rev() {
            let directory = below(self.root.as_fd(), path);
            let given = directory.and_then(|directory| match directory {
                Some(directory) => given.give(directory),
                None => given.give(&self.root),
            });
            given.map_err(|error| (path.clone(), error))?;
        }
        Ok(())
    }

    fn end_file(&mut self) -> io::Result<()> {
        match self.file.take() {
            Some((file, given)) => given.give(file),
            None => Ok(()),
        }
    }

    fn enter(&mut self, parent: &Path) -> io::Result<()> {
        let latest = self.latest.as_ref().map(|(path, _)| &**path);
        if latest.unwrap_or(Path::new("")) != parent {
            let directory = below(self.root.as_fd(), parent)?;
            self.latest = directory.map(|directory| (parent.to_owned(), directory));
        }
        Ok(())
    }
}

/// Opens a directory below another, name by name, and makes those that are missing;
/// `None` for itself. No link is followed: also not one that was there before.
fn below(root: BorrowedFd<'_>, path: &Path) -> io::Result<Option<OwnedFd>> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut directory: Option<OwnedFd> = None;
    for name in path {
        let at = directory.as_ref().map_or(root, AsFd::as_fd);
        let opened = match openat(at, name, flags, Mode::empty()) {
            Err(Errno::NOENT) => {
                mkdirat(at, name, Mode::from_raw_mode(0o755))?;
                openat(at, name, flags, Mode::empty())
            }
            opened => opened,
        };
        directory = Some(opened?);
    }
    Ok(directory)
}

fn make_directory(at: BorrowedFd<'_>, name: &OsStr) -> io::Result<()> {
    let mode = Mode::from_raw_mode(0o700);
    match mkdirat(at, name, mode) {
        Err(Errno::EXIST) => {
            let stat = statat(at, name, AtFlags::SYMLINK_NOFOLLOW)?;
            if FileType::from_raw_mode(stat.st_mode) == FileType::Directory {
                return Ok(());
            }
            unlinkat(at, name, AtFlags::empty())?;
            Ok(mkdirat(at, name, mode)?)
        }
        made => Ok(made?),
    }
}

/// What is there goes, unless it is a directory.
fn in_place_of<T>(
    at: BorrowedFd<'_>,
    name: &OsStr,
    make: impl Fn() -> rustix::io::Result<T>,
) -> io::Result<T> {
    match make() {
        Err(Errno::EXIST) => {
            unlinkat(at, name, AtFlags::empty())?;
            Ok(make()?)
        }
        made => Ok(made?),
    }
}

/// The directory and the name of a path that has nothing but names in it.
fn checked(path: &Path) -> Result<(PathBuf, OsString), NotMade> {
    let names = path.components().map(|component| match component {
        Component::Normal(name) => Some(name),
        _ => None,
    });
    let names: Option<Vec<&OsStr>> = names.collect();
    match names.as_deref() {
        Some([parent @ .., name]) => Ok((parent.iter().collect(), name.to_os_string())),
        _ => Err(NotMade::Skipped("its path leads out of the folder")),
    }
}

/// Whether a link in a directory leads to something in the same folder, whatever
/// other links it passes. So `..` may come first alone: behind a name, which may be a
/// link, it could lead anywhere.
fn stays_inside(directory: &Path, target: &Path) -> bool {
    let mut above = directory.components().count();
    let mut down = false;
    for component in target.components() {
        match component {
            Component::CurDir => {}
            Component::Normal(_) => down = true,
            Component::ParentDir if !down && above > 0 => above -= 1,
            _ => return false,
        }
    }
    true
}

fn times(modified: SystemTime) -> Timestamps {
    let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamps {
        last_access: Timespec {
            tv_sec: 0,
            tv_nsec: UTIME_OMIT,
        },
        last_modification: Timespec {
            tv_sec: since.as_secs() as i64,
            tv_nsec: since.subsec_nanos().into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_out_by_no_way() {
        let inside =
            |directory: &str, target: &str| stays_inside(Path::new(directory), Path::new(target));
        assert!(inside("", "a") && inside("", "a/b") && inside("", "."));
        assert!(inside("a", "../b") && inside("a/b", "../../c/d"));
        assert!(!inside("", "/etc") && !inside("", "..") && !inside("a", "../.."));
        // `x` may be a link to somewhere less deep.
        assert!(!inside("a", "x/..") && !inside("", "x/../y"));
    }

    #[test]
    fn a_path_has_names_alone() {
        for bad in ["/a", "../a", "a/../b", "."] {
            assert!(checked(Path::new(bad)).is_err(), "{bad}");
        }
        let Ok((parent, name)) = checked(Path::new("a/b/c")) else {
            panic!("refused");
        };
        assert_eq!((parent, name), ("a/b".into(), "c".into()));
    }
}
