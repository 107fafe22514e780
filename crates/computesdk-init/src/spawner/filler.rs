//! Filling in the files of the base beside everything else.

use computesdk_sys::clone::{self, Fork};
use computesdk_sys::processor::Processors;
use computesdk_sys::{BorrowedFd, Error, OwnedFd, fd, poll, process, socket};

use crate::channel::{Channel, invalid};
use crate::protocol::Failure;

/// A process that fills the base, while others make the first sandbox's
/// namespaces.
pub(super) struct Filler {
    /// Until it was heard.
    result: Option<Channel>,
    filled: OwnedFd,
}

impl Filler {
    pub(super) fn start(fill: impl FnOnce() -> Result<(), Failure>) -> Result<Filler, Failure> {
        let failed = |error| Failure::new("start to fill the root file system", error);
        let (ours, theirs) = socket::pair().map_err(failed)?;
        let (filled, word) = fd::pipe().map_err(failed)?;
        // SAFETY: the spawner has one thread.
        match unsafe { clone::fork(0, None) }.map_err(failed)? {
            Fork::Child => {
                let failure = fill().err();
                if failure.is_none() {
                    let _ = fd::write(word.as_fd(), b"f");
                }
                let _ = Channel::new(theirs).send(&failure, &[]);
                process::exit(0)
            }
            Fork::Parent(pid) => {
                let _ = keep_off_mine(pid);
                Ok(Filler {
                    result: Some(Channel::new(ours)),
                    filled,
                })
            }
        }
    }

    /// For [`is_filled`], in a sandbox's init: it need not wait for the spawner
    /// to pass the word on.
    pub(super) fn filled(&self) -> BorrowedFd<'_> {
        self.filled.as_fd()
    }

    /// Waits until all is filled in.
    pub(super) fn wait(&mut self) -> Result<(), Failure> {
        let Some(mut result) = self.result.take() else {
            return Ok(());
        };
        match result.receive::<Option<Failure>>() {
            Some((None, _)) => Ok(()),
            Some((Some(failure), _)) => Err(failure),
            None => Err(Failure::new("fill the root file system", invalid("fork"))),
        }
    }
}

/// A new process may have been put behind its maker although another processor
/// is idle, and stays there for milliseconds. An error where there is no other:
/// then it takes as long as it takes.
fn keep_off_mine(pid: i32) -> Result<(), Error> {
    let others = Processors::allowed()?.without(&Processors::current()?);
    others.assign(pid)
}

/// Waits until all is filled in, or cannot be: then false. The word stays in the
/// pipe, for all who wait.
pub(crate) fn is_filled(filled: BorrowedFd<'_>) -> bool {
    let mut entries = [poll::Entry::readable(filled)];
    poll::wait(&mut entries).is_ok() && entries[0].has_data()
}
