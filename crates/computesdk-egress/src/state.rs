//! What all connections of a sandbox share.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_model::{Denial, EgressEvent, EgressProtocol, Network, Verdict};
use tokio::sync::watch;

use crate::log::Log;
use crate::names::{self, Names};
use crate::pipes::Pipes;

pub(crate) struct State {
    network: watch::Sender<Arc<Network>>,
    names: Mutex<Names>,
    log: Mutex<Log>,
    /// Is told of each event.
    told: Box<dyn Fn(&EgressEvent) + Send + Sync>,
    pipes: Pipes,
}

/// What a connection or a datagram is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A name that was looked up, and a port.
    Name(String, u16),
    /// An address that was not.
    Address(SocketAddr),
}

impl Target {
    pub(crate) fn port(&self) -> u16 {
        match self {
            Target::Name(_, port) => *port,
            Target::Address(address) => address.port(),
        }
    }

    pub(crate) fn host(&self) -> String {
        match self {
            Target::Name(name, _) => name.clone(),
            Target::Address(address) => address.ip().to_string(),
        }
    }
}

impl State {
    pub(crate) fn new(
        network: Network,
        told: impl Fn(&EgressEvent) + Send + Sync + 'static,
    ) -> State {
        State {
            network: watch::Sender::new(Arc::new(network)),
            names: Mutex::default(),
            log: Mutex::default(),
            told: Box::new(told),
            pipes: Pipes::default(),
        }
    }

    /// The rules as they are now.
    pub(crate) fn network(&self) -> Arc<Network> {
        Arc::clone(&self.network.borrow())
    }

    /// The rules as they change.
    pub(crate) fn changes(&self) -> watch::Receiver<Arc<Network>> {
        self.network.subscribe()
    }

    pub(crate) fn set_network(&self, network: Network) {
        self.network.send_replace(Arc::new(network));
    }

    pub(crate) fn names(&self) -> MutexGuard<'_, Names> {
        lock(&self.names)
    }

    pub(crate) fn pipes(&self) -> &Pipes {
        &self.pipes
    }

    /// What an address stands for; none where it is a made-up one that no name has.
    pub(crate) fn target(&self, address: SocketAddr) -> Option<Target> {
        let (ip, port) = (address.ip().to_canonical(), address.port());
        match ip {
            IpAddr::V4(made_up) if names::is_made_up(made_up) => {
                let name = self.names().name(made_up)?.to_owned();
                Some(Target::Name(name, port))
            }
            _ => Some(Target::Address(SocketAddr::new(ip, port))),
        }
    }

    pub(crate) fn note(&self, protocol: EgressProtocol, target: &Target, verdict: Verdict) {
        self.note_host(protocol, target.host(), target.port(), verdict);
    }

    pub(crate) fn deny(&self, protocol: EgressProtocol, target: &Target, denial: Denial) {
        self.note(protocol, target, Verdict::Denied(denial));
    }

    pub(crate) fn note_host(
        &self,
        protocol: EgressProtocol,
        host: String,
        port: u16,
        verdict: Verdict,
    ) {
        let event = EgressEvent::now(protocol, host, port, verdict);
        // Who is told of it finds it in the log.
        lock(&self.log).add(event.clone());
        (self.told)(&event);
    }

    pub(crate) fn events(&self) -> Vec<EgressEvent> {
        lock(&self.log).events()
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("network", &self.network())
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // They stay whole whatever a panicking holder did.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
