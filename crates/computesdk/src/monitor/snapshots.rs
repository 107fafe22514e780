//! Lists of processes that many monitors share.

use std::sync::Arc;
use std::time::Duration;

use computesdk_model::Result;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::tree::Families;
use crate::sandbox::Sandbox;

/// The processes of a sandbox at one moment.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) taken: Instant,
    pub(super) families: Arc<Families>,
}

/// The last one that was taken.
#[derive(Debug)]
pub(crate) struct Snapshots {
    last: Mutex<Option<Snapshot>>,
    /// What monitors count their intervals from.
    origin: Instant,
}

impl Default for Snapshots {
    fn default() -> Self {
        Snapshots {
            last: Mutex::default(),
            origin: Instant::now(),
        }
    }
}

impl Snapshots {
    /// When a monitor that starts now looks for the first time: at one moment with
    /// all others of this interval, so that one list serves them, and not before
    /// half of it has passed.
    pub(super) fn first_look(&self, interval: Duration) -> Option<Instant> {
        let least = Instant::now().checked_add(interval / 2)?;
        let passed = least.duration_since(self.origin).as_nanos() / interval.as_nanos().max(1);
        let intervals = u32::try_from(passed + 1).ok();
        let aligned =
            intervals.and_then(|count| self.origin.checked_add(interval.checked_mul(count)?));
        aligned.or(Some(least))
    }

    /// One that is at most so old. Who asks while one is being taken gets that.
    pub(super) async fn recent(&self, sandbox: &Sandbox, max_age: Duration) -> Result<Snapshot> {
        let asked = Instant::now();
        let mut last = self.last.lock().await;
        if let Some(snapshot) = &*last
            && snapshot.taken + max_age >= asked
        {
            return Ok(snapshot.clone());
        }
        let snapshot = Snapshot {
            families: Arc::new(Families::of(sandbox.ps().disk().await?)),
            taken: Instant::now(),
        };
        Ok(last.insert(snapshot).clone())
    }
}
