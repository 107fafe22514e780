//! Output of a background process, read as it comes.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::watch;

use super::ring::{Found, Ring};

/// Output of a [`BackgroundProcess`](crate::BackgroundProcess) from the first byte
/// that is kept, and on as it comes.
///
/// The process does not wait for who reads this: a reader that falls behind by more
/// than is kept misses something, and [`missed`](Follow::missed) says how much.
#[derive(Debug)]
pub struct Follow {
    ring: Arc<Ring>,
    changes: watch::Receiver<()>,
    place: u64,
    missed: u64,
}

impl Follow {
    pub(super) fn new(ring: &Arc<Ring>) -> Follow {
        Follow {
            changes: ring.changes(),
            ring: Arc::clone(ring),
            place: 0,
            missed: 0,
        }
    }

    /// The next piece, of at most 64 KiB; `None` once the stream has ended. Safe
    /// to use in `select!`: nothing is lost when it is dropped.
    pub async fn next(&mut self) -> Option<Bytes> {
        loop {
            self.changes.mark_unchanged();
            match self.ring.at(self.place) {
                Found::Bytes(bytes, missed) => {
                    self.missed += missed;
                    self.place += missed + bytes.len() as u64;
                    return Some(bytes);
                }
                Found::End => return None,
                // An error cannot be: the ring, which is ours too, has the sender.
                Found::Nothing => self.changes.changed().await.ok()?,
            }
        }
    }

    /// Bytes that were overwritten before they were read.
    pub fn missed(&self) -> u64 {
        self.missed
    }
}
