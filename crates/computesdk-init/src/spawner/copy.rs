//! Copying settings of the host.

use alloc::vec;
use alloc::vec::Vec;
use core::ffi::CStr;

use computesdk_sys::file::{self, open};
use computesdk_sys::listing::Listing;
use computesdk_sys::status::{self, Kind, Status};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, errno, fd};

use crate::paths::c_string;
use crate::protocol::Failure;

/// Nothing larger than this is a setting.
const LARGEST_FILE: u64 = 1 << 20;

/// Bytes that are read at a time.
const ROOM: usize = 1 << 16;

const STEP: &str = "copy settings of the host";

/// Copies, one after the other.
pub(super) struct Copy {
    /// To whom it gives what it makes.
    owner: Option<u32>,
    buffer: Vec<u8>,
}

/// The same place on the host and in the root.
#[derive(Clone, Copy)]
struct Place<'a> {
    host: BorrowedFd<'a>,
    root: BorrowedFd<'a>,
}

impl Copy {
    pub(super) fn new() -> Copy {
        Copy {
            owner: None,
            buffer: vec![0; ROOM],
        }
    }

    /// A file or a link as it is, a directory with all it holds. What is not
    /// there, or is not for everybody to read, is left out. `owner` gets the
    /// copies; without one their maker keeps them.
    pub(super) fn path(
        &mut self,
        host: BorrowedFd<'_>,
        root: BorrowedFd<'_>,
        path: &[u8],
        owner: Option<u32>,
    ) -> Result<(), Failure> {
        self.owner = owner;
        let place = Place { host, root };
        let failed = |error| Failure::at(STEP, path, error);
        let name = c_string(path).map_err(failed)?;
        match self.entry(place, &name) {
            Err(error) if error.errno == errno::ENOENT => {
                self.parents(place, path)?;
                self.entry(place, &name).map_err(failed)
            }
            copied => copied.map_err(failed),
        }
    }

    fn entry(&mut self, place: Place<'_>, name: &CStr) -> Result<(), Error> {
        let flags = open::READ | open::NONBLOCK | open::NO_FOLLOW;
        let from = match file::openat(Some(place.host), name, flags, 0) {
            Err(error) if error.errno == errno::ELOOP => return self.link(place, name),
            Err(_) => return Ok(()),
            Ok(from) => from,
        };
        match status::of(from.as_fd()) {
            Ok(status) if status.kind == Kind::Directory => self.directory(place, name, from),
            Ok(status) if is_setting(status) => self.file(place, name, &from, status.length),
            _ => Ok(()),
        }
    }

    fn link(&self, place: Place<'_>, name: &CStr) -> Result<(), Error> {
        let mut target = [0; 4096];
        let Ok(target) = file::readlinkat(Some(place.host), name, &mut target) else {
            return Ok(());
        };
        file::symlinkat(&c_string(target)?, Some(place.root), name)?;
        self.give(place, name)
    }

    fn directory(
        &mut self,
        place: Place<'_>,
        name: &CStr,
        directory: OwnedFd,
    ) -> Result<(), Error> {
        file::mkdirat(Some(place.root), name, 0o755)?;
        self.give(place, name)?;
        let flags = open::PATH | open::DIRECTORY;
        let made = file::openat(Some(place.root), name, flags, 0)?;
        let host = file::openat(Some(directory.as_fd()), c".", flags, 0)?;
        let below = Place {
            host: host.as_fd(),
            root: made.as_fd(),
        };
        for entry in Listing::of(directory) {
            // Manual pages, most of the links in `alternatives`.
            if entry.name.ends_with(b".gz") {
                continue;
            }
            let name = c_string(&entry.name)?;
            match entry.is_link {
                true => self.link(below, &name)?,
                false => self.entry(below, &name)?,
            }
        }
        Ok(())
    }

    fn file(
        &mut self,
        place: Place<'_>,
        name: &CStr,
        from: &OwnedFd,
        length: u64,
    ) -> Result<(), Error> {
        let flags = open::WRITE | open::CREATE;
        let made = file::openat(Some(place.root), name, flags, 0o644)?;
        self.give(place, name)?;
        let mut copied = 0;
        while copied < length {
            match fd::read(from.as_fd(), &mut self.buffer) {
                // What became shorter meanwhile, or cannot be read.
                Ok(0) | Err(_) => break,
                Ok(count) => {
                    fd::write_all(made.as_fd(), &self.buffer[..count])?;
                    copied += count as u64;
                }
            }
        }
        Ok(())
    }

    fn give(&self, place: Place<'_>, name: &CStr) -> Result<(), Error> {
        match self.owner {
            Some(id) => file::chownat(Some(place.root), name, id, id),
            None => Ok(()),
        }
    }

    /// Makes the directories above a path.
    fn parents(&self, place: Place<'_>, path: &[u8]) -> Result<(), Failure> {
        let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        for (end, _) in slashes {
            let parent = &path[..end];
            let failed = |error| Failure::at(STEP, parent, error);
            let name = c_string(parent).map_err(failed)?;
            match file::mkdirat(Some(place.root), &name, 0o755) {
                Err(error) if error.errno == errno::EEXIST => Ok(()),
                made => made.and_then(|()| self.give(place, &name)),
            }
            .map_err(failed)?;
        }
        Ok(())
    }
}

/// A file of a setting's size that everybody on the host may read: the spawner
/// may be root.
fn is_setting(status: Status) -> bool {
    const READABLE_BY_ALL: u32 = 0o004;
    status.kind == Kind::Regular
        && status.length <= LARGEST_FILE
        && status.mode & READABLE_BY_ALL != 0
}
