//! Writing many files that come from the host below one directory.

use alloc::ffi::CString;
use alloc::vec::Vec;

use computesdk_sys::file::{self, open, resolve};
use computesdk_sys::status::{self, Kind};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, entry, errno, fd};

use super::place::make_directories;
use super::records::record;
use super::session::{Outcome, Session, Trouble};
use super::write::{create, in_place_of};
use crate::channel::error;
use crate::paths::c_string;
use crate::protocol::files::{FromFiles, Part, PartKind, Time, ToFiles};
use crate::weaken::{Defence, lacks};

pub(super) fn write(session: &mut Session, path: &[u8]) -> Outcome<()> {
    let mut tree = Tree::open(path)?;
    loop {
        match session.receive() {
            Some(ToFiles::Parts(parts)) => {
                for part in parts {
                    let made = tree.take(session, &part);
                    made.map_err(|error| Trouble {
                        path: Some(part.path.0),
                        error,
                    })?;
                }
            }
            Some(ToFiles::Finish(())) => {
                tree.finish()?;
                return session.done();
            }
            _ => session.end(),
        }
    }
}

/// The tree so far.
struct Tree {
    root: OwnedFd,
    /// The directory of the latest file: the next one is mostly in it too.
    latest: Option<(Vec<u8>, OwnedFd)>,
    /// A file that the other side is writing, and its time.
    large: Option<(OwnedFd, CString, Time)>,
    /// What directories get once nothing is made in them any more.
    directories: Vec<Part>,
}

impl Tree {
    fn open(path: &[u8]) -> Result<Tree, Error> {
        let open = || {
            let flags = open::READ | open::DIRECTORY;
            file::openat2(None, &c_string(path)?, flags, 0, resolve::NO_PROCESS_LINKS)
        };
        let root = match open() {
            Err(error) if error.errno == errno::ENOENT => {
                make_directories(path)?;
                open()?
            }
            root => root?,
        };
        Ok(Tree {
            root,
            latest: None,
            large: None,
            directories: Vec::new(),
        })
    }

    fn take(&mut self, session: &mut Session, part: &Part) -> Result<(), Error> {
        self.end_large()?;
        let path = &part.path.0;
        if path.is_empty() {
            return match part.kind {
                PartKind::Directory(()) => {
                    self.directories.push(part.clone());
                    Ok(())
                }
                _ => Err(error("openat2", errno::EISDIR)),
            };
        }
        let (parent, name) = checked(path)?;
        let name = c_string(name)?;
        self.enter(parent)?;
        let at = match &self.latest {
            Some((_, directory)) => directory.as_fd(),
            None => self.root.as_fd(),
        };
        match &part.kind {
            PartKind::Directory(()) => {
                make_directory(at, &name)?;
                self.directories.push(part.clone());
            }
            PartKind::File(content) => {
                let file = create(at, &name, part.mode & 0o7777, true)?;
                fd::write_all(file.as_fd(), &content.0)?;
                entry::set_modified(at, &name, part.modified)?;
            }
            PartKind::Large(_) => {
                let file = create(at, &name, part.mode & 0o7777, true)?;
                let status = status::of(file.as_fd())?;
                let opened = FromFiles::Opened(record(&status, None));
                let _ = session.reply(opened, &[file.as_fd()]);
                self.large = Some((fd::duplicate_above(at, 3)?, name, part.modified));
            }
            PartKind::Link(target) => {
                let target = c_string(&target.0)?;
                in_place_of(at, &name, true, || {
                    file::symlinkat(&target, Some(at), &name)
                })?;
                entry::set_modified(at, &name, part.modified)?;
            }
        }
        Ok(())
    }

    /// Makes a directory below the root the latest. Nothing on the way to it leads
    /// out.
    fn enter(&mut self, parent: &[u8]) -> Result<(), Error> {
        let latest = self.latest.as_ref().map_or(&[][..], |(path, _)| path);
        if latest == parent {
            return Ok(());
        }
        self.latest = match parent.is_empty() {
            true => None,
            false => Some((parent.to_vec(), self.below(parent)?)),
        };
        Ok(())
    }

    fn below(&self, path: &[u8]) -> Result<OwnedFd, Error> {
        let open = |path: &[u8]| open_below(self.root.as_fd(), path);
        match open(path) {
            Err(error) if error.errno == errno::ENOENT => {}
            directory => return directory,
        }
        // Archives need not name the directories of their files.
        let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        let mut directory: Option<OwnedFd> = None;
        let mut start = 0;
        for end in slashes.map(|(at, _)| at).chain([path.len()]) {
            let at = directory.as_ref().map_or(self.root.as_fd(), OwnedFd::as_fd);
            match file::mkdirat(Some(at), &c_string(&path[start..end])?, 0o755) {
                Err(error) if error.errno != errno::EEXIST => return Err(error),
                _ => {}
            }
            directory = Some(open(&path[..end])?);
            start = end + 1;
        }
        directory.ok_or(error("openat2", errno::ENOENT))
    }

    fn end_large(&mut self) -> Result<(), Error> {
        match self.large.take() {
            Some((at, name, modified)) => entry::set_modified(at.as_fd(), &name, modified),
            None => Ok(()),
        }
    }

    /// Gives the directories their modes and times, the innermost first.
    fn finish(mut self) -> Outcome<()> {
        self.end_large()?;
        for part in self.directories.iter().rev() {
            let given = self.give(part);
            given.map_err(|error| Trouble {
                path: Some(part.path.0.clone()),
                error,
            })?;
        }
        Ok(())
    }

    fn give(&self, part: &Part) -> Result<(), Error> {
        let path = match part.path.0.is_empty() {
            true => b".",
            false => &*part.path.0,
        };
        let directory = open_below(self.root.as_fd(), path)?;
        // The time first: a mode may forbid it.
        entry::set_modified(directory.as_fd(), c".", part.modified)?;
        entry::set_mode(directory.as_fd(), part.mode & 0o7777)
    }
}

/// Opens a directory below another. Neither `..` nor a link leads out of it.
fn open_below(root: BorrowedFd<'_>, path: &[u8]) -> Result<OwnedFd, Error> {
    let flags = open::READ | open::DIRECTORY;
    let mut resolve = resolve::NO_PROCESS_LINKS | resolve::BENEATH;
    if lacks(Defence::TreeBounds) {
        resolve = 0;
    }
    file::openat2(Some(root), &c_string(path)?, flags, 0, resolve)
}

/// A directory that is there already stays. It can be written until all is there.
fn make_directory(at: BorrowedFd<'_>, name: &CString) -> Result<(), Error> {
    match file::mkdirat(Some(at), name, 0o700) {
        Err(error) if error.errno == errno::EEXIST => match status::at(at, name)?.kind {
            Kind::Directory => Ok(()),
            // Nothing is taken for a directory that it is not.
            _ => {
                entry::unlink(at, name)?;
                file::mkdirat(Some(at), name, 0o700)
            }
        },
        made => made,
    }
}

/// Splits a path that has nothing but names in it, which lead downwards.
fn checked(path: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let names = path.split(|byte| *byte == b'/');
    for name in names {
        match name {
            b".." => return Err(error("openat2", errno::EXDEV)),
            b"" | b"." => return Err(error("openat2", errno::EINVAL)),
            _ => {}
        }
    }
    Ok(match path.iter().rposition(|byte| *byte == b'/') {
        Some(slash) => (&path[..slash], &path[slash + 1..]),
        None => (&[], path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_lead_downwards_are_taken() {
        assert_eq!(checked(b"a"), Ok((&b""[..], &b"a"[..])));
        assert_eq!(checked(b"a/b/..c"), Ok((&b"a/b"[..], &b"..c"[..])));
        for bad in ["..", "a/..", "../a", "/a", "a//b", "a/", "./a", "a/."] {
            assert!(checked(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
