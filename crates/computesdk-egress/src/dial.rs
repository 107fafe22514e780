//! Reaching what was allowed.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use computesdk_model::{Denial, Network, Verdict};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::addresses::{is_public, is_the_hosts};
use crate::state::Target;
use crate::weaken::{Check, lacks};

/// How long one address is tried.
const PATIENCE: Duration = Duration::from_secs(15);

/// Connects to a target that rules allow. The other result is what to say about it.
pub(crate) async fn connect(target: &Target, network: &Network) -> Result<TcpStream, Verdict> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses(target, network).await? {
        match timeout(PATIENCE, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => last = error,
            Err(_) => last = io::Error::from(io::ErrorKind::TimedOut),
        }
    }
    Err(Verdict::Unreachable(last.to_string()))
}

/// Where a target is: only what may be reached.
pub(crate) async fn addresses(
    target: &Target,
    network: &Network,
) -> Result<Vec<SocketAddr>, Verdict> {
    let (name, port) = match target {
        Target::Address(address) => {
            let named = network.names_address(*address);
            let all = network.is_full() || lacks(Check::Rules);
            return match named || (all && is_open(address.ip())) {
                true => Ok(vec![*address]),
                false => Err(Verdict::Denied(Denial::NoRule)),
            };
        }
        Target::Name(name, port) => (name, *port),
    };
    if !network.allows_name(name, port) && !lacks(Check::Rules) {
        return Err(Verdict::Denied(Denial::NoRule));
    }
    if let Some(address) = network.hosts().get(name) {
        return Ok(vec![SocketAddr::new(*address, port)]);
    }
    let found = lookup_host((name.as_str(), port)).await;
    let found: Vec<_> = match found {
        Ok(found) => found.collect(),
        Err(error) => return Err(Verdict::Unreachable(error.to_string())),
    };
    let first = found.first().map(|address| address.ip().to_string());
    let may_be_reached = |address: &SocketAddr| {
        let canonical = SocketAddr::new(address.ip().to_canonical(), address.port());
        is_open(canonical.ip()) || network.names_address(canonical)
    };
    let reachable: Vec<_> = found.into_iter().filter(may_be_reached).collect();
    match (first, reachable.is_empty()) {
        (Some(address), true) => Err(Verdict::Denied(Denial::PrivateAddress(address))),
        _ => Ok(reachable),
    }
}

/// Whether it may be reached without being named.
fn is_open(address: IpAddr) -> bool {
    lacks(Check::Addresses) || (is_public(address) && !is_the_hosts(address))
}
