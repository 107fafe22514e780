//! Serving files to the host with the rights of a user inside.
//!
//! The host never resolves a path that the sandbox can influence: a process of
//! the sandbox does, with the user's rights. It answers one call after another on
//! a socket of its own, and ends with it. Calls that go on at the same time each
//! have such a process.

mod beside;
mod change;
mod copy;
mod list;
mod place;
mod read_tree;
mod records;
mod regular;
mod remove;
mod session;
mod temporary;
mod walk;
mod watch;
mod write;
mod write_tree;

use alloc::collections::BTreeSet;

use computesdk_sys::clone::{self, Fork};
use computesdk_sys::process::{self, exit};
use computesdk_sys::{Error, OwnedFd, credentials, fd, file, signal};

use super::identity::Identities;
use super::scarcity::OwnScore;
use crate::channel::Channel;
use crate::protocol::Failure;
use crate::protocol::files::{Call, FromFiles};
use crate::weaken::{Defence, lacks};
use session::Session;

/// The processes that serve files.
pub(super) struct Servers {
    pids: BTreeSet<i32>,
    score: OwnScore,
}

impl Servers {
    pub(super) fn new(score: OwnScore) -> Servers {
        Servers {
            pids: BTreeSet::new(),
            score,
        }
    }

    /// Starts one, for this user, on this socket. Where that fails, the socket
    /// tells.
    pub(super) fn start(&mut self, uid: u32, socket: OwnedFd, identities: &Identities) {
        // SAFETY: init has one thread.
        let forked = self.score.while_first(|| unsafe { clone::fork(0, None) });
        match forked {
            Ok(Fork::Child) => serve(uid, socket, identities),
            Ok(Fork::Parent(pid)) => {
                self.pids.insert(pid);
            }
            Err(error) => refuse(socket, error),
        }
    }

    /// Whether a process that was reaped was one of these.
    pub(super) fn finish(&mut self, pid: i32) -> bool {
        self.pids.remove(&pid)
    }

    /// Ends those that were stopped: where commands have the same id on the host,
    /// they can do that. Nobody must wait for one.
    pub(super) fn end_stopped(&self) {
        for &pid in &self.pids {
            if process::is_stopped(pid) {
                let _ = signal::kill(pid, signal::number::KILL);
            }
        }
    }
}

/// Says why nothing serves files on this socket.
pub(super) fn refuse(socket: OwnedFd, error: Error) {
    let failure = Failure::new("start a process that serves files", error);
    let _ = Channel::new(socket).send(&FromFiles::Failed(failure), &[]);
}

/// What the new process does. Its memory is its own.
fn serve(uid: u32, socket: OwnedFd, identities: &Identities) -> ! {
    let number = socket.as_raw_fd();
    let mut channel = Channel::new(socket);
    // SAFETY: nothing that owns another descriptor is used or dropped from here
    // on, but for the namespaces below, which are entered first.
    let prepared =
        prepare(uid, identities).and_then(|()| unsafe { fd::close_others(3, &[number]) });
    match prepared {
        Ok(()) => Session::new(channel).serve(),
        Err(error) => {
            let failure = Failure::new("take the rights of the user", error);
            // The call that it is the answer to.
            let _ = channel.receive::<Call>();
            let _ = channel.send(&FromFiles::Failed(failure), &[]);
        }
    }
    exit(0)
}

fn prepare(uid: u32, identities: &Identities) -> Result<(), Error> {
    credentials::set_name(c"compute-files")?;
    if !lacks(Defence::UsersRights) {
        identities.assume_for_files(uid)?;
    }
    // Permission bits are what the caller says.
    file::set_umask(0);
    Ok(())
}
