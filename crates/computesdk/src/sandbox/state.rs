//! What a handle remembers between calls.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use computesdk_model::User;
use tokio::sync::OwnedSemaphorePermit;

/// Working directory and environment of later calls, shared by all clones.
#[derive(Debug, Default)]
pub(super) struct State(RwLock<Session>);

#[derive(Debug)]
pub(super) struct Session {
    pub(super) cwd: PathBuf,
    /// Variables set, or with `None` removed, on top of the sandbox's own.
    pub(super) env: BTreeMap<OsString, Option<OsString>>,
}

impl Default for Session {
    fn default() -> Self {
        Session {
            cwd: User::default().home().into(),
            env: BTreeMap::new(),
        }
    }
}

/// No code panics while it holds the lock, so a poisoned one is whole.
impl State {
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Session> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Session> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of the places for living sandboxes that a [`Compute`](crate::Compute)
/// has. Freed when the sandbox is destroyed or dropped.
#[derive(Debug)]
pub(super) struct Slot(Mutex<Option<OwnedSemaphorePermit>>);

impl Slot {
    pub(super) fn new(permit: OwnedSemaphorePermit) -> Self {
        Slot(Mutex::new(Some(permit)))
    }

    pub(super) fn free(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
