//! Sending a file, or a directory with all it holds, to the host.

use alloc::vec::Vec;

use computesdk_sys::file::open;
use computesdk_sys::status::{Kind, Status};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, contents, errno};

use super::list::below;
use super::place::{self, Place};
use super::regular;
use super::session::{Outcome, Session};
use super::walk::{Here, Visitor, walk};
use crate::channel::error;
use crate::protocol::files::{Blob, FromFiles, INLINE, Part, PartKind};

/// What a part takes beside its path and content, in bytes.
const RECORD: usize = 40;

pub(super) fn read(session: &mut Session, path: &[u8]) -> Outcome<()> {
    let (place, status) = Place::of(path)?.resolved()?;
    let status = status.ok_or(error("newfstatat", errno::ENOENT))?;
    let mut parts = Parts::default();
    let here = Here {
        directory: place.directory.as_fd(),
        name: &place.name,
        path: &[],
        depth: 0,
    };
    parts.found(session, &here, &status)?;
    if status.kind == Kind::Directory {
        let flags = open::READ | open::DIRECTORY;
        let root = computesdk_sys::file::openat(Some(here.directory), here.name, flags, 0)?;
        walk(session, root, &mut parts).map_err(|trouble| below(path, trouble))?;
    }
    parts.flush(session, &[])?;
    session.done()
}

#[derive(Default)]
struct Parts {
    batch: Vec<Part>,
    size: usize,
}

impl Parts {
    fn add(&mut self, session: &mut Session, here: &Here<'_>, status: &Status, kind: PartKind) {
        let content = match &kind {
            PartKind::File(content) | PartKind::Link(content) => content.0.len(),
            PartKind::Directory(()) | PartKind::Large(_) => 0,
        };
        let size = RECORD + here.path.len() + content;
        if self.size + size > INLINE {
            let _ = self.flush(session, &[]);
        }
        self.size += size;
        self.batch.push(Part {
            path: Blob(here.path.to_vec()),
            mode: status.mode,
            modified: status.modified,
            kind,
        });
    }

    fn flush(&mut self, session: &mut Session, fds: &[BorrowedFd<'_>]) -> Outcome<()> {
        self.size = 0;
        let batch = core::mem::take(&mut self.batch);
        match batch.is_empty() {
            true => Ok(()),
            false => session.reply(FromFiles::Parts(batch), fds),
        }
    }

    fn file(&mut self, session: &mut Session, here: &Here<'_>) -> Result<(), Error> {
        let flags = open::READ | open::NO_FOLLOW;
        let (file, status) = regular::open(Some(here.directory), here.name, flags, 0)?;
        if let Some(content) = short(&file, &status)? {
            self.add(session, here, &status, PartKind::File(Blob(content)));
            return Ok(());
        }
        self.add(session, here, &status, PartKind::Large(status.length));
        let _ = self.flush(session, &[file.as_fd()]);
        Ok(())
    }
}

/// The content of a file that is short, also at the end of reading it.
fn short(file: &OwnedFd, status: &Status) -> Result<Option<Vec<u8>>, Error> {
    let most = INLINE / 2;
    if status.length > most as u64 {
        return Ok(None);
    }
    let content = contents::read_part(file.as_fd(), 0, status.length as usize, most + 1)?;
    Ok((content.len() <= most).then_some(content))
}

impl Visitor for Parts {
    fn found(
        &mut self,
        session: &mut Session,
        here: &Here<'_>,
        status: &Status,
    ) -> Result<bool, Error> {
        match status.kind {
            Kind::Regular => match self.file(session, here) {
                // It went away.
                Err(error) if error.errno == errno::ENOENT => {}
                sent => sent?,
            },
            Kind::Directory => self.add(session, here, status, PartKind::Directory(())),
            Kind::Link => {
                let says = Blob(place::target(here.directory, here.name)?);
                self.add(session, here, status, PartKind::Link(says));
            }
            _ if here.depth == 0 => return Err(regular::not_regular()),
            _ => {}
        }
        Ok(true)
    }
}
