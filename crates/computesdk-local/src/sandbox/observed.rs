//! Telling of what happens to a sandbox by itself.

use std::sync::{Arc, OnceLock, Weak};

use computesdk_model::{EgressEvent, SandboxId};
use computesdk_provider::Observer;
use tokio::sync::watch;

use super::Life;
use super::connection::Connection;
use crate::engine::{Spawner, reactor};

/// Whoever is told, once there is somebody.
#[derive(Clone)]
pub(super) struct Observed {
    id: SandboxId,
    observer: Arc<OnceLock<Arc<dyn Observer>>>,
}

impl Observed {
    pub(super) fn new(id: SandboxId) -> Self {
        Observed {
            id,
            observer: Arc::default(),
        }
    }

    /// Tells this one from now on.
    pub(super) fn begin(&self, observer: Arc<dyn Observer>, life: &Life) {
        let end = End {
            id: self.id.clone(),
            connection: Arc::clone(&life.connection),
            gone: life.gone.clone(),
            spawner: Arc::downgrade(&life.spawner),
        };
        // There is a reactor as long as there is a sandbox.
        if let (Ok(()), Ok(reactor)) = (self.observer.set(Arc::clone(&observer)), reactor()) {
            reactor.spawn(end.tell(observer));
        }
    }

    pub(super) fn egress(&self, event: &EgressEvent) {
        tracing::debug!(sandbox = %self.id, %event, "egress");
        if let Some(observer) = self.observer.get() {
            observer.egress(event);
        }
    }
}

/// The end of a sandbox. Waiting for it keeps nothing alive.
struct End {
    id: SandboxId,
    connection: Arc<Connection>,
    gone: watch::Receiver<bool>,
    spawner: Weak<Spawner>,
}

impl End {
    async fn tell(mut self, observer: Arc<dyn Observer>) {
        self.connection.ended().await;
        // An error would mean that nobody can tell any more.
        let _ = self.gone.wait_for(|gone| *gone).await;
        // Its own end closes the sockets of all its sandboxes, so it is asked only now.
        let spawner = self.spawner.upgrade();
        let cause = match spawner.is_some_and(|spawner| !spawner.is_alive()) {
            true => "its spawner ended",
            false => "its init ended",
        };
        tracing::debug!(sandbox = %self.id, cause, "nothing is left of the sandbox");
        observer.ended(cause);
    }
}
