//! Lists of processes that many monitors share.

use std::sync::Arc;
use std::time::Duration;

use computesdk_model::{ProcessInfo, Result};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::sandbox::Sandbox;

/// The processes of a sandbox at one moment.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) taken: Instant,
    pub(super) processes: Arc<Vec<ProcessInfo>>,
}

/// The last one that was taken.
#[derive(Debug, Default)]
pub(crate) struct Snapshots(Mutex<Option<Snapshot>>);

impl Snapshots {
    /// One that is at most so old. Who asks while one is being taken gets that.
    pub(super) async fn recent(&self, sandbox: &Sandbox, max_age: Duration) -> Result<Snapshot> {
        let asked = Instant::now();
        let mut last = self.0.lock().await;
        if let Some(snapshot) = &*last
            && snapshot.taken + max_age >= asked
        {
            return Ok(snapshot.clone());
        }
        let snapshot = Snapshot {
            processes: Arc::new(sandbox.ps().await?),
            taken: Instant::now(),
        };
        Ok(last.insert(snapshot).clone())
    }
}
