//! What a sandbox may reach over the network.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_egress::{Relay, Sockets};
use computesdk_init::protocol::Failure;
use computesdk_model::{
    EgressEvent, EngineError, Errno, Error, Hint, Network, Result, UnsupportedError,
};

use super::Life;
use super::connection::Connection;
use super::observed::Observed;
use crate::LocalProvider;
use crate::engine::{descriptors_lost, engine_error, io_error, reactor, traffic};

/// The way out of a sandbox, where there is one.
#[derive(Clone)]
pub(super) struct Egress(Arc<Inner>);

struct Inner {
    observed: Observed,
    relay: Mutex<Option<Relay>>,
    /// One change after the other.
    changing: tokio::sync::Mutex<()>,
}

impl Egress {
    pub(super) fn new(observed: Observed) -> Self {
        Egress(Arc::new(Inner {
            observed,
            relay: Mutex::default(),
            changing: tokio::sync::Mutex::default(),
        }))
    }

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
        let observed = self.0.observed.clone();
        let told = move |event: &EgressEvent| observed.egress(event);
        let relay = Relay::start(sockets, network, told, &traffic()?)
            .map_err(|error| io_error(EngineError::new("start the relay of a network"), error))?;
        *self.relay() = Some(relay);
        // Its sockets would keep the network of a sandbox that is gone.
        let (inner, mut gone) = (Arc::downgrade(&self.0), life.gone.clone());
        reactor()?.spawn(async move {
            let _ = gone.wait_for(|gone| *gone).await;
            if let Some(inner) = inner.upgrade()
                && let Some(relay) = &*Egress(inner).relay()
            {
                relay.close();
            }
        });
        Ok(())
    }

    fn relay(&self) -> MutexGuard<'_, Option<Relay>> {
        self.0.relay.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn open(life: &Life, connection: &Connection) -> Result<Sockets> {
    let opened = life.spawner.open_network(life.number).await?;
    let opened = opened.ok_or_else(|| connection.gone())?;
    let sockets = opened.map_err(explained)?;
    let mut sockets = sockets.into_iter();
    let mut next = || sockets.next();
    let (Some(connections), Some(datagrams), Some(raw)) = (next(), next(), next()) else {
        return Err(descriptors_lost("open the network of the sandbox"));
    };
    Ok(Sockets {
        connections,
        datagrams,
        raw,
        // The kernel may not have the version.
        raw_v6: next(),
    })
}

/// The error for a way that could not be opened.
fn explained(failure: Failure) -> Error {
    const FILTER: [&str; 2] = ["nf_tables", "socket(NETLINK_NETFILTER)"];
    const EOPNOTSUPP: i32 = 95;
    const EPROTONOSUPPORT: i32 = 93;
    let missing = [Errno::ENOENT.raw(), EOPNOTSUPP, EPROTONOSUPPORT];
    if !FILTER.contains(&&*failure.call) || !missing.contains(&failure.errno) {
        return engine_error(failure);
    }
    UnsupportedError {
        provider: LocalProvider::NAME.to_owned(),
        capability: "network rules, for want of a packet filter in the kernel".to_owned(),
        hints: vec![Hint::new(
            "`modprobe nft_tproxy` as root, or use a kernel with CONFIG_NF_TABLES_IPV4 and \
             CONFIG_NFT_TPROXY",
        )],
    }
    .into()
}
