//! Changes of one step.

use computesdk_sys::file::{self, open};
use computesdk_sys::status::Kind;
use computesdk_sys::{Error, entry, errno};

use super::copy;
use super::place::{Place, make_directories, split};
use super::regular;
use super::remove::remove;
use super::session::{Outcome, Session};
use crate::channel::error;
use crate::paths::c_string;
use crate::protocol::files::{Blob, Change, MakeDirectory, Pair, SetOwner};

pub(super) fn change(session: &mut Session, change: &Change) -> Outcome<()> {
    match change {
        Change::MakeDirectory(request) => Ok(make_directory(request)?),
        Change::Rename(pair) => Ok(rename(pair)?),
        Change::Copy(pair) => copy::copy(session, pair),
        Change::Remove((path, recursive)) => remove(session, path, *recursive),
        Change::SetMode((path, mode)) => {
            let place = existing(path, true)?;
            let at = place.directory.as_fd();
            Ok(entry::set_mode_at(at, &place.name, *mode)?)
        }
        Change::SetOwner(request) => Ok(set_owner(request)?),
        Change::SetModified((path, modified)) => {
            let place = existing(path, true)?;
            let at = place.directory.as_fd();
            Ok(entry::set_modified(at, &place.name, *modified)?)
        }
        Change::Truncate((path, length)) => {
            let path = c_string(&path.0)?;
            let (file, _) = regular::open(None, &path, open::WRITE, 0)?;
            Ok(file::truncate(file.as_fd(), *length)?)
        }
        Change::Symlink((path, target)) => {
            let place = Place::of(&path.0)?;
            let at = Some(place.directory.as_fd());
            Ok(file::symlinkat(&c_string(&target.0)?, at, &place.name)?)
        }
        Change::HardLink((path, target)) => {
            let (from, to) = (Place::of(&target.0)?, Place::of(&path.0)?);
            let from = (from.directory.as_fd(), &*from.name);
            Ok(entry::link(from, (to.directory.as_fd(), &to.name))?)
        }
    }
}

fn make_directory(request: &MakeDirectory) -> Result<(), Error> {
    let path = &request.path.0;
    let place = match request.parents {
        true => match Place::of(path) {
            Err(error) if error.errno == errno::ENOENT => {
                make_directories(split(path).0)?;
                Place::of(path)?
            }
            place => place?,
        },
        false => Place::of(path)?,
    };
    let made = file::mkdirat(Some(place.directory.as_fd()), &place.name, request.mode);
    match made {
        // It may be there, as a directory; a link to one is one.
        Err(error) if error.errno == errno::EEXIST && request.parents => {
            let (_, status) = place.resolved()?;
            match status.map(|status| status.kind) {
                Some(Kind::Directory) => Ok(()),
                _ => Err(error),
            }
        }
        made => made,
    }
}

fn rename(pair: &Pair) -> Result<(), Error> {
    let (from, to) = (Place::of(&pair.from.0)?, Place::of(&pair.to.0)?);
    entry::rename(
        (from.directory.as_fd(), &from.name),
        (to.directory.as_fd(), &to.name),
        pair.replace,
    )
}

fn set_owner(request: &SetOwner) -> Result<(), Error> {
    let place = existing(&request.path, request.follow)?;
    let at = Some(place.directory.as_fd());
    file::chownat(at, &place.name, request.uid, request.gid)
}

/// Where something is, past the links that the path ends in where they count.
fn existing(path: &Blob, follow: bool) -> Result<Place, Error> {
    let place = Place::of(&path.0)?;
    if !follow {
        return Ok(place);
    }
    match place.resolved()? {
        (place, Some(_)) => Ok(place),
        (_, None) => Err(error("newfstatat", errno::ENOENT)),
    }
}
