//! Listing directories.

use alloc::vec::Vec;

use computesdk_sys::Error;
use computesdk_sys::file::{self, open, resolve};
use computesdk_sys::status::{Kind, Status};

use super::place;
use super::records::record;
use super::session::{Outcome, Session};
use super::walk::{Here, Visitor, walk};
use crate::paths::c_string;
use crate::protocol::files::{Blob, FileEntry, FromFiles, List};

/// A batch is sent when its paths and records are about this long, in bytes.
const BATCH: usize = 32 * 1024;
/// What an entry takes beside its path.
const RECORD: usize = 128;

pub(super) fn list(session: &mut Session, request: &List) -> Outcome<()> {
    let flags = open::READ | open::DIRECTORY;
    let path = c_string(&request.path.0)?;
    let root = file::openat2(None, &path, flags, 0, resolve::NO_PROCESS_LINKS)?;
    let mut entries = Entries {
        depth: request.depth,
        batch: Vec::new(),
        size: 0,
    };
    if request.depth > 0 {
        walk(session, root, &mut entries).map_err(|trouble| below(&request.path.0, trouble))?;
    }
    entries.flush(session);
    session.done()
}

/// The trouble with a path below another.
pub(super) fn below(root: &[u8], mut trouble: super::session::Trouble) -> super::session::Trouble {
    if let Some(path) = &mut trouble.path {
        let mut whole = root.to_vec();
        if !path.is_empty() {
            whole.push(b'/');
            whole.append(path);
        }
        *path = whole;
    }
    trouble
}

struct Entries {
    depth: u32,
    batch: Vec<FileEntry>,
    size: usize,
}

impl Entries {
    fn flush(&mut self, session: &mut Session) {
        if !self.batch.is_empty() {
            let batch = core::mem::take(&mut self.batch);
            self.size = 0;
            let _ = session.reply(FromFiles::Entries(batch), &[]);
        }
    }
}

impl Visitor for Entries {
    fn found(
        &mut self,
        session: &mut Session,
        here: &Here<'_>,
        status: &Status,
    ) -> Result<bool, Error> {
        let target = match status.kind {
            // A link that went away meanwhile says nothing.
            Kind::Link => place::target(here.directory, here.name).ok(),
            _ => None,
        };
        self.size += here.path.len() + RECORD + target.as_ref().map_or(0, Vec::len);
        self.batch.push(FileEntry {
            path: Blob(here.path.to_vec()),
            stat: record(status, target),
        });
        if self.size >= BATCH {
            self.flush(session);
        }
        Ok(here.depth < self.depth)
    }

    /// It is an entry alone.
    fn refused(&mut self, _: &Here<'_>, _: Error) -> Result<(), Error> {
        Ok(())
    }
}
