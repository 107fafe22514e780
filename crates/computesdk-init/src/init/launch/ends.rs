//! The ends of what a command reads and writes.

use alloc::vec::Vec;

use computesdk_sys::{Error, OwnedFd, credentials, fd, file, terminal};

use crate::init::identity::Identities;
use crate::protocol::Spawn;

/// Descriptors that the caller gets: standard input, output and error, or the
/// one terminal.
pub(crate) type CallerEnds = Vec<OwnedFd>;

/// Those that the command gets: the same three, or the one terminal.
pub(super) type ChildEnds = Vec<OwnedFd>;

/// Makes the pipes of a command without input.
pub(super) fn open_usual(
    uid: u32,
    identities: &Identities,
) -> Result<(CallerEnds, ChildEnds), Error> {
    owned_by(uid, identities, || open_pipes(false))
}

/// Makes the pipes or the terminal, owned by the user who will run the command:
/// so `/dev/stdout` can be opened by its path.
pub(super) fn open(
    spawn: &Spawn,
    identities: &Identities,
) -> Result<(CallerEnds, ChildEnds), Error> {
    owned_by(spawn.uid, identities, || match spawn.terminal {
        Some((columns, rows)) => {
            terminal::open_pair(columns, rows).map(|(master, slave)| (vec![master], vec![slave]))
        }
        None => open_pipes(spawn.stdin),
    })
}

/// What is made meanwhile belongs to this user.
fn owned_by<T>(uid: u32, identities: &Identities, make: impl FnOnce() -> T) -> T {
    let owner = identities.file_owner(uid);
    credentials::set_filesystem_ids(owner, owner);
    let made = make();
    let root = identities.file_owner(0);
    credentials::set_filesystem_ids(root, root);
    made
}

fn open_pipes(stdin: bool) -> Result<(CallerEnds, ChildEnds), Error> {
    let mut caller = Vec::with_capacity(3);
    let mut child = Vec::with_capacity(3);
    if stdin {
        let (read, write) = fd::pipe()?;
        child.push(read);
        caller.push(write);
    } else {
        child.push(file::openat(None, c"/dev/null", file::open::READ, 0)?);
    }
    for _ in 0..2 {
        let (read, write) = fd::pipe()?;
        child.push(write);
        caller.push(read);
    }
    Ok((caller, child))
}
