//! Changing the limits of a living sandbox.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_init::protocol::{Failure, Resize};
use computesdk_model::{Errno, Error, Limits, Result};

use super::connection::Connection;
use super::limits::{disks, group_limits, invalid, sizes};
use super::mounts::Mounts;
use crate::engine::{Spawner, engine_error};

/// The limits that hold now.
pub(super) struct Current {
    limits: Mutex<Limits>,
    /// One change after the other.
    changing: tokio::sync::Mutex<()>,
}

impl Current {
    pub(super) fn new(limits: Limits) -> Self {
        Current {
            limits: Mutex::new(limits),
            changing: tokio::sync::Mutex::default(),
        }
    }

    pub(super) fn now(&self) -> Limits {
        self.lock().clone()
    }

    /// Waits for a change that is being made, and lets none begin.
    pub(super) async fn unchanged(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.changing.lock().await
    }

    fn lock(&self) -> MutexGuard<'_, Limits> {
        // Always whole: it is replaced at once.
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All that a change needs, for as long as it takes.
pub(super) struct Change {
    pub(super) connection: Arc<Connection>,
    pub(super) spawner: Arc<Spawner>,
    /// The sandbox's number.
    pub(super) sandbox: u64,
    pub(super) mounts: Arc<Mounts>,
    pub(super) limits: Arc<Current>,
}

impl Change {
    /// Makes these the limits that hold, or leaves all as it is.
    pub(super) async fn make(self, to: Limits) -> Result<()> {
        let _one = self.limits.changing.lock().await;
        self.connection.check()?;
        let from = self.limits.now();
        to.check()?;
        possible(&from, &to)?;
        match self.apply(&from, &to).await {
            Ok(()) => {
                *self.limits.lock() = to;
                Ok(())
            }
            // Where the sandbox has ended meanwhile, that is why.
            Err(error) => Err(self.connection.check().err().unwrap_or(error)),
        }
    }

    /// File systems first: they refuse more often.
    async fn apply(&self, from: &Limits, to: &Limits) -> Result<()> {
        let resized = sizes(from) != sizes(to);
        if resized {
            self.resize(to).await?;
        }
        let limited = self.limit(from, to).await;
        if limited.is_err() && resized {
            // They had this size a moment ago; what was written since may be more.
            let _ = self.resize(from).await;
        }
        limited
    }

    async fn resize(&self, to: &Limits) -> Result<()> {
        let resize = Resize {
            request: 0,
            sizes: sizes(to),
        };
        self.connection.resize(resize).await?.map_err(refusal)
    }

    async fn limit(&self, from: &Limits, to: &Limits) -> Result<()> {
        let groups = |limits| group_limits(limits, &disks(limits, &self.mounts.now()));
        let (before, after) = (groups(from), groups(to));
        if before == after {
            return Ok(());
        }
        let limited = self.spawner.limit(self.sandbox, after).await?;
        let limited = limited.ok_or_else(|| self.connection.gone())?;
        limited.map_err(refusal)
    }
}

/// What a file system in memory cannot become.
fn possible(from: &Limits, to: &Limits) -> Result<()> {
    let creation = |name, what: &str| {
        let hint = "make a new sandbox with it".to_owned();
        Err(invalid(
            name,
            format!("{what} while the sandbox lives"),
            Some(hint),
        ))
    };
    if from.tmp.is_some() != to.tmp.is_some() {
        return creation("tmp", "a size of its own is neither given nor taken away");
    }
    if from.disk.is_none() && to.disk.is_some() {
        return creation("disk", "what is unlimited cannot be limited");
    }
    let inodes = |limits: &Limits| limits.inodes.or(limits.disk);
    if inodes(from).is_none() && inodes(to).is_some() {
        return creation("inodes", "what is unlimited cannot be limited");
    }
    Ok(())
}

/// EINVAL of a file system and EBUSY of a group: more is in use.
fn refusal(failure: Failure) -> Error {
    const EBUSY: i32 = 16;
    const EINVAL: i32 = 22;
    match failure.errno {
        EBUSY | EINVAL => {
            let path = String::from_utf8_lossy(&failure.path).into_owned();
            let what = if path.is_empty() {
                "disk".to_owned()
            } else {
                path
            };
            let errno = Errno::from_raw(failure.errno);
            let reason = format!("the kernel refuses the value, as when more is in use: {errno}");
            invalid(&what, reason, None)
        }
        _ => engine_error(failure),
    }
}
