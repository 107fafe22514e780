//! Writing files: whole, or not at all.

use alloc::ffi::CString;
use core::ffi::CStr;

use computesdk_sys::file::{self, open};
use computesdk_sys::status::{self, Kind, Status};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, entry, errno, fd};

use super::copy;
use super::place::Place;
use super::regular::{self, not_regular};
use super::temporary::unfinished_name;
use crate::channel::error;
use crate::protocol::files::{How, Write};

/// Permission bits of a new file.
const MODE: u32 = 0o644;

/// A file that is being written.
pub(super) struct Writing {
    file: OwnedFd,
    status: Status,
    place: Place,
    end: End,
}

/// What is to be done once all is written.
enum End {
    /// Nothing: it was written where it belongs.
    None,
    /// Nothing; but where it fails the name goes: it was not there before.
    New,
    /// It has this name until then.
    Rename(CString),
}

impl Writing {
    pub(super) fn begin(write: &Write) -> Result<Writing, Error> {
        let path = &write.path.0;
        let place = match write.parents {
            true => Place::with_parents(path)?,
            false => Place::of(path)?,
        };
        match write.how {
            How::Replace => replace(place, write.mode),
            How::Append => append(place, write.mode),
            How::CreateNew => {
                let flags = open::WRITE | open::CREATE | open::EXCLUSIVE;
                let mode = write.mode.unwrap_or(MODE);
                let at = Some(place.directory.as_fd());
                let (file, status) = regular::open(at, &place.name, flags, mode)?;
                Ok(Writing {
                    file,
                    status,
                    place,
                    end: End::New,
                })
            }
        }
    }

    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }

    pub(super) fn status(&self) -> &Status {
        &self.status
    }

    pub(super) fn put(&mut self, content: &[u8]) -> Result<(), Error> {
        fd::write_all(self.file.as_fd(), content)
    }

    /// Shows to others what was written. What it has open is the caller's to close,
    /// who may have something more urgent to do.
    pub(super) fn commit(&self) -> Result<(), Error> {
        let End::Rename(name) = &self.end else {
            return Ok(());
        };
        let at = self.place.directory.as_fd();
        match entry::rename((at, name), (at, &self.place.name), true) {
            // Something is mounted there: it is kept, and gets the content.
            Err(error) if error.errno == errno::EBUSY => {
                let written = self.in_place();
                let _ = entry::unlink(at, name);
                written
            }
            Err(error) => {
                let _ = entry::unlink(at, name);
                Err(error)
            }
            Ok(()) => Ok(()),
        }
    }

    /// Writes to the file that is there what it was to be replaced by.
    fn in_place(&self) -> Result<(), Error> {
        let at = Some(self.place.directory.as_fd());
        let (file, _) = regular::open(at, &self.place.name, open::WRITE, 0)?;
        file::truncate(file.as_fd(), 0)?;
        let mut offset = 0;
        loop {
            match copy::part(self.file.as_fd(), file.as_fd(), offset, copy::STEP)? {
                0 => return Ok(()),
                count => offset += count as u64,
            }
        }
    }

    /// Leaves what was there before, as far as it is.
    pub(super) fn abandon(self) {
        let at = self.place.directory.as_fd();
        let _ = match &self.end {
            End::None => Ok(()),
            End::New => entry::unlink(at, &self.place.name),
            End::Rename(name) => entry::unlink(at, name),
        };
    }
}

fn append(place: Place, mode: Option<u32>) -> Result<Writing, Error> {
    let (place, before) = place.resolved()?;
    let flags = open::WRITE | open::APPEND | open::CREATE;
    let at = Some(place.directory.as_fd());
    let (file, status) = regular::open(at, &place.name, flags, mode.unwrap_or(MODE))?;
    if let (Some(mode), Some(_)) = (mode, before) {
        entry::set_mode(file.as_fd(), mode)?;
    }
    Ok(Writing {
        file,
        status,
        place,
        end: End::None,
    })
}

fn replace(place: Place, mode: Option<u32>) -> Result<Writing, Error> {
    let (place, before) = place.resolved()?;
    let at = place.directory.as_fd();
    let Some(before) = before else {
        let (file, status, name) = aside(at, mode.unwrap_or(MODE), None)?;
        return Ok(Writing {
            file,
            status,
            place,
            end: End::Rename(name),
        });
    };
    match before.kind {
        Kind::Regular => {}
        Kind::Directory => return Err(error("openat2", errno::EISDIR)),
        _ => return Err(not_regular()),
    }
    // Opened in any case: who may not write it may not replace it either.
    let (file, status) = regular::open(Some(at), &place.name, open::WRITE, 0)?;
    let mode_after = mode.unwrap_or(status.mode);
    // Its other names would keep what was there.
    let aside = (status.links == 1).then(|| aside(at, mode_after, Some(&status)));
    if let Some(Ok((file, status, name))) = aside {
        return Ok(Writing {
            file,
            status,
            place,
            end: End::Rename(name),
        });
    }
    file::truncate(file.as_fd(), 0)?;
    if mode.is_some() {
        entry::set_mode(file.as_fd(), mode_after)?;
    }
    Ok(Writing {
        file,
        status,
        place,
        end: End::None,
    })
}

/// Begins a file that will take the place of another, with its owner.
fn aside(
    at: BorrowedFd<'_>,
    mode: u32,
    before: Option<&Status>,
) -> Result<(OwnedFd, Status, CString), Error> {
    let (file, name) = create_aside(at, mode)?;
    match status_as(file.as_fd(), mode, before) {
        Ok(status) => Ok((file, status, name)),
        Err(error) => {
            let _ = entry::unlink(at, &name);
            Err(error)
        }
    }
}

fn create_aside(at: BorrowedFd<'_>, mode: u32) -> Result<(OwnedFd, CString), Error> {
    let flags = open::READ_WRITE | open::CREATE | open::EXCLUSIVE | open::NO_FOLLOW;
    loop {
        let name = unfinished_name()?;
        match file::openat(Some(at), &name, flags, mode) {
            Err(error) if error.errno == errno::EEXIST => {}
            Err(error) => return Err(error),
            Ok(file) => return Ok((file, name)),
        }
    }
}

/// What the file is, after it has got the owner of another.
fn status_as(file: BorrowedFd<'_>, mode: u32, other: Option<&Status>) -> Result<Status, Error> {
    let own = status::of(file)?;
    let Some(other) = other else { return Ok(own) };
    if (own.owner, own.group) == (other.owner, other.group) {
        return Ok(own);
    }
    entry::set_owner(file, other.owner, other.group)?;
    // Changing the owner takes some of them away.
    entry::set_mode(file, mode)?;
    status::of(file)
}

/// Makes a new file, in place of another that is no directory where that is
/// wanted.
pub(super) fn create(
    at: BorrowedFd<'_>,
    name: &CStr,
    mode: u32,
    replace: bool,
) -> Result<OwnedFd, Error> {
    let flags = open::WRITE | open::CREATE | open::EXCLUSIVE | open::NO_FOLLOW;
    in_place_of(at, name, replace, || {
        file::openat(Some(at), name, flags, mode)
    })
}

/// Makes something with a name, in place of another that is no directory where
/// that is wanted.
pub(super) fn in_place_of<T>(
    at: BorrowedFd<'_>,
    name: &CStr,
    replace: bool,
    make: impl Fn() -> Result<T, Error>,
) -> Result<T, Error> {
    match make() {
        Err(error) if error.errno == errno::EEXIST && replace => {
            entry::unlink(at, name)?;
            make()
        }
        made => made,
    }
}
