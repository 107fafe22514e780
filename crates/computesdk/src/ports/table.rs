//! The ports of a sandbox that are published.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_model::{Hint, InvalidArgumentError, Result, SandboxGoneError, SandboxId};
use computesdk_provider::Connector;
use tokio_util::sync::CancellationToken;

use super::PublishedPort;
use super::door::Door;
use super::listen::Listener;
use crate::carrier::carrier;

/// Where on this machine a port is to be. What is not said may be anything.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) address: Option<IpAddr>,
    pub(super) port: Option<u16>,
}

impl Place {
    fn is_at(&self, there: SocketAddr) -> bool {
        self.address.is_none_or(|address| address == there.ip())
            && self.port.is_none_or(|port| port == there.port())
    }

    fn wanted(&self) -> SocketAddr {
        let address = self.address.unwrap_or(Ipv4Addr::LOCALHOST.into());
        SocketAddr::new(address, self.port.unwrap_or(0))
    }
}

/// The table of one sandbox. Dropped, it closes all: nothing that serves a port owns
/// the sandbox.
#[derive(Debug, Default)]
pub(crate) struct Ports(Arc<Table>);

#[derive(Default)]
struct Table {
    listeners: Mutex<BTreeMap<u16, Listener>>,
    /// Cancelled when the sandbox has ended.
    over: CancellationToken,
    /// Whether somebody waits for that.
    mourned: AtomicBool,
}

impl Ports {
    /// Publishes a port, unless it is.
    pub(super) fn add(
        &self,
        id: &SandboxId,
        port: u16,
        place: Place,
        connector: Arc<dyn Connector>,
    ) -> Result<PublishedPort> {
        let carrier = carrier()?;
        let mut listeners = self.0.lock();
        if self.0.over.is_cancelled() {
            return Err(gone(id));
        }
        let address = match listeners.get(&port) {
            Some(listener) if place.is_at(listener.address) => listener.address,
            Some(listener) => return Err(elsewhere(port, listener.address)),
            None => {
                let door = Door::new(port, Arc::clone(&connector));
                let over = self.0.over.child_token();
                let listener = Listener::open(&carrier, place.wanted(), door, over)?;
                let address = listener.address;
                if !self.0.mourned.swap(true, Ordering::Relaxed) {
                    carrier.spawn(mourn(Arc::clone(&self.0), connector));
                }
                listeners.insert(port, listener);
                tracing::debug!(sandbox = %id, port, %address, "port published");
                address
            }
        };
        Ok(PublishedPort { port, address })
    }

    pub(super) fn list(&self) -> Vec<PublishedPort> {
        let listeners = self.0.lock();
        let listeners = listeners.iter().map(|(&port, listener)| PublishedPort {
            port,
            address: listener.address,
        });
        listeners.collect()
    }

    /// Returns when nobody listens for this port any more.
    pub(super) async fn remove(&self, port: u16) {
        let removed = self.0.lock().remove(&port);
        if let Some(listener) = removed {
            listener.close().await;
        }
    }

    /// Closes all for ever. Returns when nobody listens any more; what is open ends
    /// though this is dropped before.
    pub(crate) async fn close(&self) {
        for listener in self.0.end().into_values() {
            listener.close().await;
        }
    }
}

impl Drop for Ports {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<u16, Listener>> {
        // A map stays whole whatever a panicking holder did.
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all that serves a port, and whatever there might be later.
    fn end(&self) -> BTreeMap<u16, Listener> {
        let mut listeners = self.lock();
        self.over.cancel();
        std::mem::take(&mut listeners)
    }
}

/// Closes all when the sandbox has ended without our doing.
async fn mourn(table: Arc<Table>, connector: Arc<dyn Connector>) {
    tokio::select! {
        () = connector.ended() => drop(table.end()),
        () = table.over.cancelled() => {}
    }
}

fn elsewhere(port: u16, address: SocketAddr) -> computesdk_model::Error {
    let reason = format!("port {port} is published already, at {address}");
    let mut error = InvalidArgumentError::new("address of a port", reason);
    error.hints = vec![Hint::new("take it back by `unpublish` first")];
    error.into()
}

fn gone(id: &SandboxId) -> computesdk_model::Error {
    SandboxGoneError {
        id: id.clone(),
        reason: "it has ended".to_owned(),
        hints: vec![Hint::new("create a new sandbox")],
    }
    .into()
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listeners = self.lock();
        f.debug_list().entries(listeners.keys()).finish()
    }
}
