//! Which addresses an installer may reach.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use computesdk_model::{Denial, EgressEvent, Network, Result, Verdict};
use tokio::net::lookup_host;
use tokio::time::timeout;
use tracing::debug;
use url::Url;

use super::Variables;
use super::settings::HOST;
use crate::sandbox::Sandbox;

/// Ports of what a registry leads to.
const PORTS: [u16; 2] = [443, 80];

/// How long the host may take to resolve a name.
const PATIENCE: Duration = Duration::from_secs(10);

/// A name that is nobody's (RFC 2606): where nothing could be reached, it would not be known
/// either what an installer asks for.
const NOBODY: &str = "registry.invalid:443";

/// Begins a line of a proxy.
const PROXY: &str = "proxy ";

/// Variables that name a proxy.
const PROXIES: [&str; 4] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "CARGO_HTTP_PROXY"];

/// What reaches these addresses and nothing else, and by these variables. What the host's own
/// settings name may be in its own network.
pub(super) async fn network(addresses: &str, env: &Variables) -> Result<Network> {
    let mut network = Network::allow([NOBODY])?;
    let proxies = env.iter().filter_map(|(name, value)| {
        let name = name.to_str()?.to_ascii_uppercase();
        PROXIES.contains(&&*name).then(|| value.to_str()).flatten()
    });
    let lines = addresses
        .lines()
        .map(|line| match line.strip_prefix(PROXY) {
            Some(address) => (address, true),
            None => (line, false),
        });
    for (address, is_proxy) in lines.chain(proxies.map(|address| (address, true))) {
        let Some(url) = parsed(address) else {
            debug!("a registry's address is no address");
            continue;
        };
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            continue;
        };
        let Ok(rule) = format!("{host}:{port}").parse() else {
            debug!(host, "a registry's host is none");
            continue;
        };
        network = network.and(rule);
        // Of a scheme that is not of the web, an address is not told from a name.
        if host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
            continue;
        }
        if is_proxy {
            network = network.proxy(host, port)?;
        }
        if let Some(address) = resolve(host, port).await {
            network = network.host(host, address)?;
        }
    }
    Ok(network)
}

/// A proxy may be told without its scheme.
fn parsed(address: &str) -> Option<Url> {
    let address = address.trim();
    Url::parse(address)
        .ok()
        .filter(Url::has_host)
        .or_else(|| Url::parse(&format!("http://{address}")).ok())
}

async fn resolve(name: &str, port: u16) -> Option<IpAddr> {
    if name == HOST {
        return Some(Ipv4Addr::LOCALHOST.into());
    }
    let found = timeout(PATIENCE, lookup_host((name, port))).await.ok()?;
    // In the order in which the system would try them.
    found.ok()?.next().map(|address| address.ip())
}

/// What an installer was refused that a registry has led it to, added to what it may reach:
/// public addresses, and what it could reach already by another name. `None` where there is no
/// more.
pub(super) async fn followed(sandbox: &Sandbox) -> Result<Option<Network>> {
    let mut network = sandbox.network();
    let before = network.clone();
    for event in sandbox.network_log() {
        let refused = matches!(event.verdict, Verdict::Denied(Denial::NoRule));
        if !refused || event.host.parse::<IpAddr>().is_ok() || network.covers_name(&event.host) {
            continue;
        }
        let found = resolve(&event.host, 443).await;
        let known: Vec<_> = before
            .hosts()
            .iter()
            .filter(|(_, address)| Some(**address) == found)
            .collect();
        // Of an address that is known, no other port than those that were allowed.
        let may = |port: &u16| {
            known.is_empty()
                || known
                    .iter()
                    .any(|(name, _)| before.allows_name(name, *port))
        };
        let ports: Vec<_> = PORTS.into_iter().filter(may).collect();
        for port in &ports {
            network = network.and(format!("{}:{port}", event.host).parse()?);
        }
        if let (Some((_, address)), false) = (known.first(), ports.is_empty()) {
            network = network.host(&event.host, **address)?;
        }
    }
    Ok((network != before).then_some(network))
}

/// What could not be reached, last.
pub(super) fn unreachable(sandbox: &Sandbox) -> Option<EgressEvent> {
    let mut log = sandbox.network_log().into_iter();
    let failed = |event: &EgressEvent| {
        matches!(
            event.verdict,
            Verdict::Unreachable(_) | Verdict::Denied(Denial::PrivateAddress(_))
        )
    };
    log.rfind(failed)
}
