//! Copying files and trees inside the sandbox.

use alloc::vec::Vec;
use core::ffi::CStr;

use computesdk_sys::file::{self, open};
use computesdk_sys::status::{self, Kind, Status};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, entry, errno, transfer};

use super::list::below;
use super::place::{self, Place};
use super::regular;
use super::session::{Outcome, Session};
use super::walk::{Here, Visitor, walk};
use super::write::{create, in_place_of};
use crate::channel::error;
use crate::protocol::files::Pair;

/// Bytes that are moved at a time.
pub(super) const STEP: usize = 4 << 20;
/// Bytes that are moved at a time where the kernel cannot do it by itself.
const BUFFER: usize = 64 << 10;

pub(super) fn copy(session: &mut Session, pair: &Pair) -> Outcome<()> {
    let from = Place::of(&pair.from.0)?;
    let to = Place::of(&pair.to.0)?;
    let status = from.status()?.ok_or(error("newfstatat", errno::ENOENT))?;
    let after = to.status()?;
    if after.is_some_and(|after| after.identity() == status.identity()) {
        return Err(error("copy onto itself", errno::EINVAL).into());
    }
    let at = to.directory.as_fd();
    if status.kind != Kind::Directory {
        if after.is_some_and(|after| after.kind == Kind::Directory) {
            return Err(error("openat2", errno::EISDIR).into());
        }
        let from = (from.directory.as_fd(), &*from.name);
        return Ok(one(session, from, (at, &to.name), &status, pair.replace)?);
    }
    let root = open_directory(from.directory.as_fd(), &from.name)?;
    make_directory(at, &to.name)?;
    let target = open_directory(at, &to.name)?;
    let mut copying = Copying {
        identity: status::of(target.as_fd())?.identity(),
        above: Vec::new(),
        target,
        replace: pair.replace,
    };
    walk(session, root, &mut copying).map_err(|trouble| below(&pair.from.0, trouble))?;
    Ok(finish(copying.target.as_fd(), &status)?)
}

struct Copying {
    /// The directory that is copied to.
    target: OwnedFd,
    /// What those above it are.
    above: Vec<(u64, u64)>,
    /// What the copy itself is.
    identity: (u64, u64),
    replace: bool,
}

impl Visitor for Copying {
    fn found(
        &mut self,
        session: &mut Session,
        here: &Here<'_>,
        status: &Status,
    ) -> Result<bool, Error> {
        if status.kind != Kind::Directory {
            let from = (here.directory, here.name);
            let to = (self.target.as_fd(), here.name);
            return match one(session, from, to, status, self.replace) {
                // It went away.
                Err(error) if error.errno == errno::ENOENT => Ok(false),
                copied => copied.map(|()| false),
            };
        }
        if status.identity() == self.identity {
            return Err(error("copy into itself", errno::EINVAL));
        }
        make_directory(self.target.as_fd(), here.name)?;
        Ok(true)
    }

    fn entered(&mut self, _: BorrowedFd<'_>, here: &Here<'_>) -> Result<(), Error> {
        self.above.push(status::of(self.target.as_fd())?.identity());
        self.target = open_directory(self.target.as_fd(), here.name)?;
        Ok(())
    }

    fn left(&mut self, _: &Here<'_>, status: &Status) -> Result<(), Error> {
        finish(self.target.as_fd(), status)?;
        let flags = open::READ | open::DIRECTORY;
        let above = file::openat(Some(self.target.as_fd()), c"..", flags, 0)?;
        if self.above.pop() != Some(status::of(above.as_fd())?.identity()) {
            return Err(error("openat(..)", errno::ESTALE));
        }
        self.target = above;
        Ok(())
    }
}

fn open_directory(at: BorrowedFd<'_>, name: &CStr) -> Result<OwnedFd, Error> {
    let flags = open::READ | open::DIRECTORY | open::NO_FOLLOW;
    file::openat(Some(at), name, flags, 0)
}

/// A directory may be there already: then the copy is merged into it.
fn make_directory(at: BorrowedFd<'_>, name: &CStr) -> Result<(), Error> {
    match file::mkdirat(Some(at), name, 0o700) {
        Err(error) if error.errno == errno::EEXIST => match status::at(at, name)?.kind {
            Kind::Directory => Ok(()),
            _ => Err(self::error("mkdirat", errno::ENOTDIR)),
        },
        made => made,
    }
}

/// Gives a directory what the original has, now that nothing is made in it any
/// more.
fn finish(directory: BorrowedFd<'_>, status: &Status) -> Result<(), Error> {
    entry::set_mode(directory, status.mode)?;
    entry::set_modified(directory, c".", status.modified)
}

/// Copies a file or a link. Pipes, sockets and devices are left out.
fn one(
    session: &mut Session,
    from: (BorrowedFd<'_>, &CStr),
    to: (BorrowedFd<'_>, &CStr),
    status: &Status,
    replace: bool,
) -> Result<(), Error> {
    match status.kind {
        Kind::Regular => {
            let flags = open::READ | open::NO_FOLLOW;
            let (source, _) = regular::open(Some(from.0), from.1, flags, 0)?;
            let target = create(to.0, to.1, 0o600, replace)?;
            let copied = content(session, source.as_fd(), target.as_fd())
                .and_then(|()| entry::set_mode(target.as_fd(), status.mode))
                .and_then(|()| entry::set_modified(to.0, to.1, status.modified));
            if copied.is_err() {
                let _ = entry::unlink(to.0, to.1);
            }
            copied
        }
        Kind::Link => {
            let says = crate::paths::c_string(place::target(from.0, from.1)?)?;
            in_place_of(to.0, to.1, replace, || {
                file::symlinkat(&says, Some(to.0), to.1)
            })?;
            entry::set_modified(to.0, to.1, status.modified)
        }
        _ => Ok(()),
    }
}

/// Copies what has bytes, and leaves the holes.
fn content(session: &mut Session, from: BorrowedFd<'_>, to: BorrowedFd<'_>) -> Result<(), Error> {
    let mut end = 0;
    while let Some((start, stop)) = transfer::next_extent(from, end)? {
        let mut at = start;
        while at < stop {
            session.step();
            let length = (stop - at).min(STEP as u64) as usize;
            match part(from, to, at, length)? {
                // It was cut meanwhile.
                0 => return Ok(()),
                count => at += count as u64,
            }
        }
        end = at;
    }
    file::truncate(to, status::of(from)?.length.max(end))
}

/// Copies once at an offset: how many bytes; 0 at the end.
pub(super) fn part(
    from: BorrowedFd<'_>,
    to: BorrowedFd<'_>,
    at: u64,
    length: usize,
) -> Result<usize, Error> {
    match transfer::copy_range(from, to, at, length) {
        // Not between these file systems.
        Err(error)
            if [
                errno::EXDEV,
                errno::EINVAL,
                errno::EOPNOTSUPP,
                errno::ENOSYS,
            ]
            .contains(&error.errno) => {}
        // A file that has no length, as in /proc, gives 0 here.
        Ok(0) => {}
        copied => return copied,
    }
    let mut buffer = vec![0; length.min(BUFFER)];
    let count = transfer::read_at(from, &mut buffer, at)?;
    let mut rest = &buffer[..count];
    let mut offset = at;
    while !rest.is_empty() {
        let written = transfer::write_at(to, rest, offset)?;
        rest = &rest[written..];
        offset += written as u64;
    }
    Ok(count)
}
