//! Going through a directory and all that is below it.
//!
//! Nothing is resolved by its path: each directory is opened from the one above,
//! and never through a link that was put in its place meanwhile. Only one is open
//! at a time, however deep it goes; on the way back, `..` must be the directory
//! that it was on the way down.

use alloc::vec::Vec;
use core::ffi::CStr;

use computesdk_sys::file::{self, open};
use computesdk_sys::listing::Listing;
use computesdk_sys::status::{self, Kind, Status};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, errno};

use super::session::{Outcome, Session, Trouble};
use crate::channel::error;
use crate::paths::c_string;
use crate::weaken::{Defence, lacks};

/// Where the walk is.
pub(super) struct Here<'a> {
    /// The directory.
    pub(super) directory: BorrowedFd<'a>,
    /// The name in it.
    pub(super) name: &'a CStr,
    /// The path of that, from where the walk began.
    pub(super) path: &'a [u8],
    /// 1 where it began.
    pub(super) depth: u32,
}

/// What is done on the way.
pub(super) trait Visitor {
    /// At each name. Whether to go into it; only a directory can be gone into.
    fn found(
        &mut self,
        session: &mut Session,
        here: &Here<'_>,
        status: &Status,
    ) -> Result<bool, Error>;

    /// In a directory, before what is in it.
    fn entered(&mut self, _directory: BorrowedFd<'_>, _here: &Here<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// At a directory, after what is in it.
    fn left(&mut self, _here: &Here<'_>, _status: &Status) -> Result<(), Error> {
        Ok(())
    }

    /// At a directory that cannot be gone into.
    fn refused(&mut self, _here: &Here<'_>, error: Error) -> Result<(), Error> {
        Err(error)
    }
}

/// A directory on the way down.
struct Level {
    /// Names that are still to be visited.
    names: Vec<Vec<u8>>,
    /// What it is.
    status: Status,
    /// Length of its path.
    path: usize,
}

/// Goes through all below a directory. The path in an error is from there.
pub(super) fn walk(
    session: &mut Session,
    root: OwnedFd,
    visitor: &mut impl Visitor,
) -> Outcome<()> {
    let mut path = Vec::new();
    let mut walk = Walk {
        levels: vec![Level::of(&root, 0)?],
        directory: root,
    };
    loop {
        session.step();
        let stepped = walk.step(session, &mut path, visitor);
        match stepped {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => {
                return Err(Trouble {
                    path: Some(path),
                    error,
                });
            }
        }
    }
}

struct Walk {
    levels: Vec<Level>,
    /// The directory of the last level.
    directory: OwnedFd,
}

impl Walk {
    /// One name, or one way up. False at the end.
    fn step(
        &mut self,
        session: &mut Session,
        path: &mut Vec<u8>,
        visitor: &mut impl Visitor,
    ) -> Result<bool, Error> {
        let depth = self.levels.len() as u32;
        let Some(level) = self.levels.last_mut() else {
            return Ok(false);
        };
        path.truncate(level.path);
        let Some(name) = level.names.pop() else {
            return self.leave(path, visitor);
        };
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(&name);
        let name = c_string(&name)?;
        let status = match look(self.directory.as_fd(), &name) {
            // It went away.
            Err(error) if error.errno == errno::ENOENT => return Ok(true),
            status => status?,
        };
        let here = Here {
            directory: self.directory.as_fd(),
            name: &name,
            path,
            depth,
        };
        if visitor.found(session, &here, &status)? && status.kind == Kind::Directory {
            match open_below(here.directory, &name) {
                Ok(directory) => {
                    // Before it is listed: who watches from here on misses nothing.
                    visitor.entered(directory.as_fd(), &here)?;
                    self.levels.push(Level::of(&directory, path.len())?);
                    self.directory = directory;
                }
                Err(error) if error.errno == errno::ENOENT => {}
                Err(error) => visitor.refused(&here, error)?,
            }
        }
        Ok(true)
    }

    /// Back to the directory above.
    fn leave(&mut self, path: &[u8], visitor: &mut impl Visitor) -> Result<bool, Error> {
        let Some(level) = self.levels.pop() else {
            return Ok(false);
        };
        let Some(above) = self.levels.last() else {
            return Ok(false);
        };
        let flags = open::READ | open::DIRECTORY;
        let directory = file::openat(Some(self.directory.as_fd()), c"..", flags, 0)?;
        if status::of(directory.as_fd())?.identity() != above.status.identity() {
            // It was moved while we were in it.
            return Err(error("openat(..)", errno::ESTALE));
        }
        self.directory = directory;
        let name = &path[above.path..];
        let name = c_string(name.strip_prefix(b"/").unwrap_or(name))?;
        let here = Here {
            directory: self.directory.as_fd(),
            name: &name,
            path,
            depth: self.levels.len() as u32,
        };
        visitor.left(&here, &level.status)?;
        Ok(true)
    }
}

/// What a name stands for: a link for itself.
fn look(at: BorrowedFd<'_>, name: &CStr) -> Result<Status, Error> {
    if lacks(Defence::TreeLinks) {
        let target = file::openat(Some(at), name, open::PATH, 0)?;
        return status::of(target.as_fd());
    }
    status::at(at, name)
}

fn open_below(at: BorrowedFd<'_>, name: &CStr) -> Result<OwnedFd, Error> {
    let mut flags = open::READ | open::DIRECTORY;
    if !lacks(Defence::TreeLinks) {
        flags |= open::NO_FOLLOW;
    }
    file::openat(Some(at), name, flags, 0)
}

impl Level {
    fn of(directory: &OwnedFd, path: usize) -> Result<Level, Error> {
        // A descriptor of its own: a listing moves on in the one that it reads.
        let again = file::openat(
            Some(directory.as_fd()),
            c".",
            open::READ | open::DIRECTORY,
            0,
        )?;
        Ok(Level {
            status: status::of(directory.as_fd())?,
            names: Listing::of(again).map(|entry| entry.name).collect(),
            path,
        })
    }
}
