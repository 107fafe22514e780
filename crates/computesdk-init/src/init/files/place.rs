//! Where a path leads: an open directory and a name in it.

use alloc::ffi::CString;
use alloc::vec::Vec;

use computesdk_sys::file::{self, open, resolve};
use computesdk_sys::status::{self, Kind, Status};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, errno};

use crate::channel::error;
use crate::paths::c_string;

/// Most symbolic links on the way, as the kernel has it.
const MOST_LINKS: usize = 40;

/// A name in a directory. The name may stand for nothing yet.
pub(super) struct Place {
    pub(super) directory: OwnedFd,
    pub(super) name: CString,
}

impl Place {
    /// Where a path leads, but for a link that it ends in.
    pub(super) fn of(path: &[u8]) -> Result<Place, Error> {
        Place::from(None, path)
    }

    fn from(start: Option<BorrowedFd<'_>>, path: &[u8]) -> Result<Place, Error> {
        let (parent, name) = split(path);
        Ok(Place {
            directory: open_directory(start, parent)?,
            name: c_string(name)?,
        })
    }

    /// The same, making the directories on the way that are missing.
    pub(super) fn with_parents(path: &[u8]) -> Result<Place, Error> {
        match Place::of(path) {
            Err(error) if error.errno == errno::ENOENT => {
                make_directories(split(path).0)?;
                Place::of(path)
            }
            place => place,
        }
    }

    /// Where it leads past the links that it ends in, and what is there.
    pub(super) fn resolved(mut self) -> Result<(Place, Option<Status>), Error> {
        for _ in 0..MOST_LINKS {
            let status = self.status()?;
            if status.is_none_or(|status| status.kind != Kind::Link) {
                return Ok((self, status));
            }
            self.refuse_process_link()?;
            let target = self.target()?;
            let start = (!target.starts_with(b"/")).then_some(self.directory.as_fd());
            self = Place::from(start, &target)?;
        }
        Err(error("openat", errno::ELOOP))
    }

    /// What a link in `/proc` leads to is not what it says.
    fn refuse_process_link(&self) -> Result<(), Error> {
        let at = Some(self.directory.as_fd());
        let no_links = resolve::NO_PROCESS_LINKS;
        match file::openat2(at, &self.name, open::PATH, 0, no_links) {
            Err(error) if error.errno == errno::ELOOP => Err(error),
            // Whatever else is wrong with it is found out on the way.
            _ => Ok(()),
        }
    }

    /// What is there; not what a link leads to.
    pub(super) fn status(&self) -> Result<Option<Status>, Error> {
        match status::at(self.directory.as_fd(), &self.name) {
            Ok(status) => Ok(Some(status)),
            Err(error) if error.errno == errno::ENOENT => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What the link there says.
    pub(super) fn target(&self) -> Result<Vec<u8>, Error> {
        target(self.directory.as_fd(), &self.name)
    }

    /// Opens the directory there.
    pub(super) fn open_directory(&self) -> Result<OwnedFd, Error> {
        open_directory(Some(self.directory.as_fd()), self.name.as_bytes())
    }
}

/// What a symbolic link says.
pub(super) fn target(at: BorrowedFd<'_>, name: &core::ffi::CStr) -> Result<Vec<u8>, Error> {
    let mut buffer = [0u8; 4096];
    file::readlinkat(Some(at), name, &mut buffer).map(<[u8]>::to_vec)
}

/// Opens a directory by its path, to look names up in it.
fn open_directory(start: Option<BorrowedFd<'_>>, path: &[u8]) -> Result<OwnedFd, Error> {
    let flags = open::PATH | open::DIRECTORY;
    let path = c_string(path)?;
    file::openat2(start, &path, flags, 0, resolve::NO_PROCESS_LINKS)
}

/// The directory and the name of a path. A slash at the end stays with the name:
/// the kernel knows what it means. A path of slashes is the root's own.
pub(super) fn split(path: &[u8]) -> (&[u8], &[u8]) {
    let end = path.iter().rposition(|byte| *byte != b'/');
    let Some(end) = end else {
        return (if path.is_empty() { b"." } else { b"/" }, b".");
    };
    match path[..end].iter().rposition(|byte| *byte == b'/') {
        Some(slash) => (&path[..=slash], &path[slash + 1..]),
        None => (b".", path),
    }
}

/// Makes a directory and those on the way to it that are missing.
pub(super) fn make_directories(path: &[u8]) -> Result<(), Error> {
    let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    let ends = slashes.map(|(at, _)| at).filter(|at| *at > 0);
    for end in ends.chain([path.len()]) {
        match file::mkdirat(None, &c_string(&path[..end])?, 0o755) {
            Err(error) if error.errno != errno::EEXIST => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_directory_and_a_name() {
        for (path, parent, name) in [
            ("/a/b", "/a/", "b"),
            ("/a", "/", "a"),
            ("/", "/", "."),
            ("//", "/", "."),
            ("/a/b/", "/a/", "b/"),
            ("a", ".", "a"),
            ("", ".", "."),
            ("/a/..", "/a/", ".."),
        ] {
            assert_eq!(
                split(path.as_bytes()),
                (parent.as_bytes(), name.as_bytes()),
                "{path}"
            );
        }
    }
}
