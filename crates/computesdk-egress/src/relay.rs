//! The relay of one sandbox.

use std::io;
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use computesdk_model::{Denial, EgressEvent, EgressProtocol, Network};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::{AbortHandle, JoinSet};

use crate::carry::reset;
use crate::connection;
use crate::datagrams;
use crate::packet::Raw;
use crate::spare::Spare;
use crate::state::{State, Target};
use crate::weaken::{Check, lacks};

/// Connections of one sandbox at a time.
const MOST_CONNECTIONS: usize = 1024;

/// Sockets that were made in a sandbox's network namespace, and get all that is sent to
/// other addresses than its own loopback.
#[derive(Debug)]
pub struct Sockets {
    /// Listens for connections. Each has as its local address the one that was wanted.
    pub connections: OwnedFd,
    /// Gets datagrams, each with the address that it was for (`IP_RECVORIGDSTADDR`).
    pub datagrams: OwnedFd,
    /// Sends whole packets of version 4 (`IPPROTO_RAW`).
    pub raw: OwnedFd,
    /// The same of version 6, where the network has that.
    pub raw_v6: Option<OwnedFd>,
}

/// Carries what leaves a sandbox, until it is dropped.
#[derive(Debug)]
pub struct Relay {
    state: Arc<State>,
    tasks: [AbortHandle; 2],
}

impl Relay {
    /// Starts to listen, on this runtime, whose threads have called
    /// [`ignore_closed_sockets`](crate::ignore_closed_sockets). Each event is told to
    /// `told`, which must not block.
    ///
    /// # Errors
    ///
    /// Where the runtime cannot wait for the sockets.
    pub fn start(
        sockets: Sockets,
        network: Network,
        told: impl Fn(&EgressEvent) + Send + Sync + 'static,
        runtime: &Handle,
    ) -> io::Result<Relay> {
        let _inside = runtime.enter();
        let state = Arc::new(State::new(network, told));
        let listener = TcpListener::from(sockets.connections);
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let raw = Raw::new(sockets.raw, sockets.raw_v6);
        let datagrams = datagrams::serve(sockets.datagrams, raw, Arc::clone(&state));
        let tasks = [
            runtime
                .spawn(accept(listener, Arc::clone(&state)))
                .abort_handle(),
            runtime.spawn(datagrams).abort_handle(),
        ];
        Ok(Relay { state, tasks })
    }

    /// What may be reached.
    pub fn network(&self) -> Network {
        (*self.state.network()).clone()
    }

    /// Other rules, from now on. Connections that they do not allow are cut.
    pub fn set_network(&self, network: Network) {
        self.state.set_network(network);
    }

    /// What was asked for and what came of it: the latest thousand, the last one last.
    pub fn events(&self) -> Vec<EgressEvent> {
        self.state.events()
    }

    /// Lets go of the sockets, and cuts every connection. What was asked for can still be
    /// read.
    pub fn close(&self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.close();
    }
}

async fn accept(listener: tokio::net::TcpListener, state: Arc<State>) {
    let most = match lacks(Check::Bounds) {
        true => Semaphore::MAX_PERMITS,
        false => MOST_CONNECTIONS,
    };
    let places = Arc::new(Semaphore::new(most));
    let mut spare = Spare::new(&listener);
    // What is in it ends with this.
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let inside = match listener.accept().await {
            Ok((inside, _)) => inside,
            Err(error) => {
                if !is_want_of_descriptors(&error) || !spare.refuse(&listener, &state, &error).await
                {
                    tracing::warn!(%error, "a connection out of a sandbox was not accepted");
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            if let Ok(address) = inside.local_addr() {
                let target = state.target(address).unwrap_or(Target::Address(address));
                state.deny(EgressProtocol::Tcp, &target, Denial::TooMany);
            }
            reset(&inside);
            continue;
        };
        let state = Arc::clone(&state);
        connections.spawn(async move {
            connection::serve(inside, state).await;
            drop(place);
        });
    }
}

fn is_want_of_descriptors(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}
