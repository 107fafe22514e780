//! Network namespaces, made before they are asked for.
//!
//! Making one takes a third of what a sandbox takes. It belongs to the spawner's
//! user namespace: nothing inside has any right over it, init included. What leads out of
//! one is made from here too.

mod egress;
mod message;

use alloc::vec::Vec;

use computesdk_sys::clone::flags;
use computesdk_sys::{OwnedFd, namespace, network};

use crate::paths;
use crate::protocol::{Failure, IdMapping};
use crate::weaken::{Defence, lacks};

/// Makes network namespaces.
pub(super) struct Networks {
    /// The spawner's own.
    own: OwnedFd,
    spare: Option<OwnedFd>,
    /// Making one ahead failed, and was not tried again since.
    ahead_failed: bool,
}

impl Networks {
    pub(super) fn new(mapping: IdMapping) -> Result<Networks, Failure> {
        if mapping != IdMapping::Private {
            // Only root may come back to the host's.
            unshare()?;
        }
        Ok(Networks {
            own: current()?,
            spare: None,
            ahead_failed: false,
        })
    }

    /// Whether there is something to make ahead of the next request.
    pub(super) fn wants_spare(&self) -> bool {
        self.spare.is_none() && !self.ahead_failed
    }

    /// Makes one ahead of the next request.
    pub(super) fn prepare(&mut self) {
        // What fails now will fail again, and be reported, when asked for.
        self.spare = self.make().ok();
        self.ahead_failed = self.spare.is_none();
    }

    /// A network namespace that nobody else has.
    pub(super) fn take(&mut self) -> Result<OwnedFd, Failure> {
        self.ahead_failed = false;
        match self.spare.take() {
            Some(spare) => Ok(spare),
            None => self.make(),
        }
    }

    /// Moves the process there. It must [`leave`](Networks::leave) again; a child
    /// that it makes meanwhile stays.
    pub(super) fn enter(&self, namespace: &OwnedFd) -> Result<(), Failure> {
        namespace::enter(namespace.as_fd(), flags::NEWNET)
            .map_err(|error| Failure::new("enter a network namespace", error))
    }

    /// Moves the process back into its own.
    pub(super) fn leave(&self) -> Result<(), Failure> {
        self.enter(&self.own)
    }

    /// Opens the way out of a network: its sockets.
    pub(super) fn open_egress(&self, namespace: &OwnedFd) -> Result<Vec<OwnedFd>, Failure> {
        self.enter(namespace)?;
        let opened = egress::open();
        self.leave()?;
        opened
    }

    fn make(&self) -> Result<OwnedFd, Failure> {
        unshare()?;
        let made = network::loopback_up()
            .map_err(|error| Failure::new("bring up the loopback device", error))
            .and_then(|()| current());
        // The network is the sandbox's own: any of its users may have port 80.
        let _ = paths::write("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
        self.leave()?;
        made
    }
}

fn unshare() -> Result<(), Failure> {
    if lacks(Defence::NetworkNamespace) {
        return Ok(());
    }
    namespace::unshare(flags::NEWNET)
        .map_err(|error| Failure::new("create a network namespace", error))
}

fn current() -> Result<OwnedFd, Failure> {
    let path = "/proc/self/ns/net";
    paths::open(path).map_err(|error| Failure::at("open a network namespace", path, error))
}
