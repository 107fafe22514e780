//! What a sandbox may reach over the network.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_egress::{Relay, Sockets};
use computesdk_init::protocol::Failure;
use computesdk_model::{EgressEvent, EngineError, Errno, Error, Hint, Network, Result};

use super::Life;
use super::connection::Connection;
use crate::engine::{engine_error, io_error, reactor, traffic};

/// The way out of a sandbox, where there is one.
#[derive(Clone, Default)]
pub(super) struct Egress(Arc<Inner>);

#[derive(Default)]
struct Inner {
    relay: Mutex<Option<Relay>>,
    /// One change after the other.
    changing: tokio::sync::Mutex<()>,
}

impl Egress {
    pub(super) fn network(&self) -> Network {
        self.relay()
            .as_ref()
            .map(Relay::network)
            .unwrap_or_default()
    }

    pub(super) fn events(&self) -> Vec<EgressEvent> {
        self.relay().as_ref().map(Relay::events).unwrap_or_default()
    }

    /// Makes these the rules. The way out is opened by the first that allow something.
    pub(super) async fn set(&self, network: Network, life: &Life) -> Result<()> {
        let _one = self.0.changing.lock().await;
        life.connection.check()?;
        if let Some(relay) = &*self.relay() {
            relay.set_network(network);
            return Ok(());
        }
        if network.is_none() {
            return Ok(());
        }
        let sockets = open(life, &life.connection).await?;
        let relay = Relay::start(sockets, network, &traffic()?)
            .map_err(|error| io_error(EngineError::new("start the relay of a network"), error))?;
        *self.relay() = Some(relay);
        // Its sockets would keep the network of a sandbox that is gone.
        let (inner, mut gone) = (Arc::downgrade(&self.0), life.gone.clone());
        reactor()?.spawn(async move {
            let _ = gone.wait_for(|gone| *gone).await;
            if let Some(inner) = inner.upgrade() {
                Egress(inner).relay().take();
            }
        });
        Ok(())
    }

    fn relay(&self) -> MutexGuard<'_, Option<Relay>> {
        self.0.relay.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn open(life: &Life, connection: &Connection) -> Result<Sockets> {
    const STEP: &str = "open the network of the sandbox";
    let opened = match life.spawner.open_network(life.number).await {
        Ok(opened) => opened,
        // Where the sandbox has ended meanwhile, that is why.
        Err(error) => return Err(connection.check().err().unwrap_or(error)),
    };
    let sockets = opened.map_err(explained)?;
    match <[_; 3]>::try_from(sockets) {
        Ok([connections, datagrams, raw]) => Ok(Sockets {
            connections,
            datagrams,
            raw,
        }),
        Err(_) => Err(EngineError::new(STEP)
            .hint(Hint::new(
                "this program may have no descriptors left: see `ulimit -n`",
            ))
            .into()),
    }
}

/// The error for a way that could not be opened.
fn explained(failure: Failure) -> Error {
    let lacks_filter = failure.call == "nf_tables" && failure.errno == Errno::ENOENT.raw();
    match engine_error(failure) {
        Error::Engine(mut error) if lacks_filter => {
            error.hints.push(Hint::new(
                "network rules need the kernel's packet filter: `modprobe nft_tproxy` as root, or a \
                 kernel with CONFIG_NFT_TPROXY",
            ));
            Error::Engine(error)
        }
        other => other,
    }
}
