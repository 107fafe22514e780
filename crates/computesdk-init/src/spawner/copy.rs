//! Copying settings of the host.

use core::ffi::CStr;

use computesdk_sys::file::{self, Kind, Status, open};
use computesdk_sys::listing::Listing;
use computesdk_sys::{BorrowedFd, OwnedFd, contents, errno, fd};

use crate::paths::c_string;
use crate::protocol::Failure;

/// Nothing larger than this is a setting.
const LARGEST_FILE: u64 = 1 << 20;

const STEP: &str = "copy settings of the host";

/// From where to where, and to whom the copies are given.
pub(super) struct Copy<'a> {
    pub(super) host: BorrowedFd<'a>,
    pub(super) root: BorrowedFd<'a>,
    /// `None` leaves them with their maker.
    pub(super) owner: Option<u32>,
}

impl Copy<'_> {
    /// A file or a link as it is, a directory with all it holds. What is not
    /// there, or is not for everybody to read, is left out.
    pub(super) fn path(&self, path: &[u8]) -> Result<(), Failure> {
        let name = c_string(path).map_err(|error| Failure::at(STEP, path, error))?;
        let mut target = [0; 4096];
        match file::readlinkat(Some(self.host), &name, &mut target) {
            Ok(target) => return self.link(path, target),
            // No link.
            Err(error) if error.errno == errno::EINVAL => {}
            Err(_) => return Ok(()),
        }
        let flags = open::READ | open::NONBLOCK;
        let Ok(fd) = file::openat(Some(self.host), &name, flags, 0) else {
            return Ok(());
        };
        match file::status(fd.as_fd()) {
            Ok(status) if status.kind == Kind::Directory => self.directory(path, fd),
            Ok(status) if is_setting(status) => self.file(path, fd.as_fd()),
            _ => Ok(()),
        }
    }

    fn link(&self, path: &[u8], target: &[u8]) -> Result<(), Failure> {
        let made = self.make(path, |name| {
            file::symlinkat(&c_string(target)?, Some(self.root), name)
        });
        made.map(drop)
    }

    fn directory(&self, path: &[u8], directory: OwnedFd) -> Result<(), Failure> {
        self.make(path, |name| file::mkdirat(Some(self.root), name, 0o755))?;
        for entry in Listing::of(directory) {
            // Manual pages, most of the links in `alternatives`.
            if !entry.name.ends_with(b".gz") {
                self.path(&[path, b"/", &entry.name].concat())?;
            }
        }
        Ok(())
    }

    fn file(&self, path: &[u8], from: BorrowedFd<'_>) -> Result<(), Failure> {
        let Ok(content) = contents::read_to_end(from) else {
            return Ok(());
        };
        let flags = open::WRITE | open::CREATE;
        let made = self.make(path, |name| {
            file::openat(Some(self.root), name, flags, 0o644)
        })?;
        let written = fd::write_all(made.as_fd(), &content);
        written.map_err(|error| Failure::at(STEP, path, error))
    }

    /// Makes something, with the directories above it, and gives it to its owner.
    fn make<T>(
        &self,
        path: &[u8],
        make: impl Fn(&CStr) -> Result<T, computesdk_sys::Error>,
    ) -> Result<T, Failure> {
        let failed = |error| Failure::at(STEP, path, error);
        let name = c_string(path).map_err(failed)?;
        let made = match make(&name) {
            Err(error) if error.errno == errno::ENOENT => {
                self.parents(path)?;
                make(&name)
            }
            made => made,
        }
        .map_err(failed)?;
        if let Some(id) = self.owner {
            file::chownat(Some(self.root), &name, id, id).map_err(failed)?;
        }
        Ok(made)
    }

    fn parents(&self, path: &[u8]) -> Result<(), Failure> {
        let Some(end) = path.iter().rposition(|byte| *byte == b'/') else {
            return Ok(());
        };
        let parent = &path[..end];
        self.make(parent, |name| {
            match file::mkdirat(Some(self.root), name, 0o755) {
                Err(error) if error.errno == errno::EEXIST => Ok(()),
                made => made,
            }
        })
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
