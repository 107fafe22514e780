//! Filling in the files of the base beside everything else.

use computesdk_sys::clone::{self, Fork};
use computesdk_sys::{process, socket};

use crate::channel::{Channel, invalid};
use crate::protocol::Failure;

/// A process that fills the base, while others make the first sandbox's
/// namespaces.
pub(super) struct Filler {
    result: Channel,
}

impl Filler {
    pub(super) fn start(fill: impl FnOnce() -> Result<(), Failure>) -> Result<Filler, Failure> {
        let failed = |error| Failure::new("start to fill the root file system", error);
        let (ours, theirs) = socket::pair().map_err(failed)?;
        // SAFETY: the spawner has one thread.
        match unsafe { clone::fork(0, None) }.map_err(failed)? {
            Fork::Child => {
                let _ = Channel::new(theirs).send(&fill().err(), &[]);
                process::exit(0)
            }
            Fork::Parent(_) => Ok(Filler {
                result: Channel::new(ours),
            }),
        }
    }

    /// Waits until all is filled in.
    pub(super) fn wait(&mut self) -> Result<(), Failure> {
        match self.result.receive::<Option<Failure>>() {
            Some((None, _)) => Ok(()),
            Some((Some(failure), _)) => Err(failure),
            None => Err(Failure::new("fill the root file system", invalid("fork"))),
        }
    }
}
