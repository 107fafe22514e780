//! Removing a directory with all that is in it.

use computesdk_sys::status::{Kind, Status};
use computesdk_sys::{Error, entry, errno, file};

use super::list::below;
use super::place::Place;
use super::session::{Outcome, Session};
use super::walk::{Here, Visitor, walk};
use crate::channel::error;
use crate::protocol::files::Blob;

pub(super) fn remove(session: &mut Session, path: &Blob, recursive: bool) -> Outcome<()> {
    let place = Place::of(&path.0)?;
    let status = place.status()?.ok_or(error("unlinkat", errno::ENOENT))?;
    let at = place.directory.as_fd();
    if status.kind != Kind::Directory {
        return Ok(entry::unlink(at, &place.name)?);
    }
    if recursive && file::rmdirat(Some(at), &place.name).is_ok() {
        return Ok(());
    }
    if recursive {
        let flags = file::open::READ | file::open::DIRECTORY | file::open::NO_FOLLOW;
        let root = file::openat(Some(at), &place.name, flags, 0)?;
        walk(session, root, &mut Remove).map_err(|trouble| below(&path.0, trouble))?;
    }
    Ok(file::rmdirat(Some(at), &place.name)?)
}

struct Remove;

impl Visitor for Remove {
    fn found(&mut self, _: &mut Session, here: &Here<'_>, status: &Status) -> Result<bool, Error> {
        if status.kind == Kind::Directory {
            return Ok(true);
        }
        gone(entry::unlink(here.directory, here.name)).map(|()| false)
    }

    fn left(&mut self, here: &Here<'_>, _: &Status) -> Result<(), Error> {
        gone(file::rmdirat(Some(here.directory), here.name))
    }

    /// An empty one goes without being looked into. One that somebody has put a
    /// link in the place of is none.
    fn refused(&mut self, here: &Here<'_>, error: Error) -> Result<(), Error> {
        match error.errno {
            errno::ENOTDIR | errno::ELOOP => gone(entry::unlink(here.directory, here.name)),
            _ => gone(file::rmdirat(Some(here.directory), here.name)).map_err(|_| error),
        }
    }
}

/// Somebody else may have been quicker.
fn gone(removed: Result<(), Error>) -> Result<(), Error> {
    match removed {
        Err(error) if error.errno == errno::ENOENT => Ok(()),
        removed => removed,
    }
}
