//! What a sandbox may reach over the network.

mod event;
mod rule;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

pub use event::{Denial, EgressEvent, EgressProtocol, Verdict};
pub use rule::{NetworkRule, NetworkTarget};

use crate::Result;
use rule::{domain_name, pattern_covers};

/// What a sandbox may reach over the network: nothing, what rules name, or every public
/// address. It is never in the host's own network, whatever this says.
///
/// ```
/// use computesdk_model::Network;
///
/// let packages = Network::allow(["packages.example.org:443", "*.files.example.org:443"])?;
/// let database = Network::allow(["db.example.org:5432"])?.host("db.example.org", [10, 0, 0, 7])?;
/// assert!(Network::none().is_none());
/// assert!(!packages.is_none() && !database.is_none());
/// # Ok::<(), computesdk_model::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    public: bool,
    rules: Vec<NetworkRule>,
    hosts: BTreeMap<String, IpAddr>,
    proxies: BTreeSet<(String, u16)>,
}

impl Network {
    /// Its own loopback device and nothing else.
    pub fn none() -> Network {
        Network::default()
    }

    /// Every public address, by TCP and UDP; no private one, and none of the host's own.
    pub fn full() -> Network {
        Network {
            public: true,
            ..Network::default()
        }
    }

    /// What these rules name, and nothing else. Each is a name, `*.` before a name, an
    /// address or a range of addresses, and may have a port behind a colon.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for what is none of these.
    pub fn allow<R: AsRef<str>>(rules: impl IntoIterator<Item = R>) -> Result<Network> {
        let mut network = Network::none();
        for rule in rules {
            network.rules.push(rule.as_ref().parse()?);
        }
        Ok(network)
    }

    /// Allows this too.
    pub fn and(mut self, rule: NetworkRule) -> Network {
        self.rules.push(rule);
        self
    }

    /// Names an address, as a line of a hosts file does. A private address, or one of the
    /// host itself, that was named so may be reached under a rule for the name.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for what is not a name.
    pub fn host(mut self, name: &str, address: impl Into<IpAddr>) -> Result<Network> {
        self.hosts.insert(domain_name(name)?, address.into());
        Ok(self)
    }

    /// Allows a proxy of this name and port, and with it whatever that one allows: what is said
    /// to it is not held against the rules, as requests to other servers are. A proxy of a
    /// private address needs a [`host`](Network::host) beside this.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for what is not a name.
    ///
    /// ```
    /// # use computesdk_model::Network;
    /// let network = Network::none().proxy("proxy.example.org", 3128)?;
    /// # assert!(network.allows_name("proxy.example.org", 3128));
    /// # Ok::<(), computesdk_model::Error>(())
    /// ```
    pub fn proxy(mut self, name: &str, port: u16) -> Result<Network> {
        let name = domain_name(name)?;
        self.rules.push(NetworkRule {
            target: NetworkTarget::Name(name.clone()),
            port: Some(port),
        });
        self.proxies.insert((name, port));
        Ok(self)
    }

    /// Whether nothing is allowed.
    pub fn is_none(&self) -> bool {
        !self.public && self.rules.is_empty()
    }

    /// Whether every public address is allowed.
    pub fn is_full(&self) -> bool {
        self.public
    }

    /// The rules, beside that.
    pub fn rules(&self) -> &[NetworkRule] {
        &self.rules
    }

    /// Addresses that were given to names.
    pub fn hosts(&self) -> &BTreeMap<String, IpAddr> {
        &self.hosts
    }

    /// Whether there is a proxy of this name at this port.
    pub fn is_proxy(&self, name: &str, port: u16) -> bool {
        let mut proxies = self.proxies.iter();
        proxies.any(|(own, at)| own == name && *at == port)
    }

    /// Whether a name may be reached at some port: then it is resolved.
    pub fn covers_name(&self, name: &str) -> bool {
        self.public || self.rules_for(name).next().is_some()
    }

    /// Whether a name may be reached at this port, wherever it leads.
    pub fn allows_name(&self, name: &str, port: u16) -> bool {
        self.public || self.rules_for(name).any(|rule| rule.has_port(port))
    }

    /// Whether a rule names this address, so that it may be private.
    pub fn names_address(&self, address: SocketAddr) -> bool {
        self.rules.iter().any(|rule| match &rule.target {
            NetworkTarget::Addresses(range) => {
                range.contains(&address.ip()) && rule.has_port(address.port())
            }
            NetworkTarget::Name(_) | NetworkTarget::Subdomains(_) => false,
        })
    }

    fn rules_for(&self, name: &str) -> impl Iterator<Item = &NetworkRule> {
        self.rules
            .iter()
            .filter(move |rule| pattern_covers(&rule.target, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_allowed_with_its_port_and_below_a_star() {
        let network = Network::allow(["API.example.org:443", "*.example.net"]).unwrap();
        assert!(network.allows_name("api.example.org", 443));
        assert!(!network.allows_name("api.example.org", 80));
        assert!(!network.allows_name("evil-api.example.org", 443));
        assert!(network.allows_name("a.b.example.net", 1));
        assert!(!network.covers_name("example.net"), "the star is a label");
        assert!(!network.covers_name("evilexample.net"));
    }

    #[test]
    fn an_address_is_allowed_by_a_range_that_holds_it() {
        let network = Network::allow(["10.0.0.0/8:5432", "[2001:db8::]/32"]).unwrap();
        let allowed = |address: &str| network.names_address(address.parse().unwrap());
        assert!(allowed("10.255.0.1:5432"));
        assert!(!allowed("10.255.0.1:5433"));
        assert!(!allowed("11.0.0.1:5432"));
        assert!(allowed("[2001:db8:1::7]:80"));
        assert!(!allowed("[2001:db9::7]:80"));
    }

    #[test]
    fn full_is_every_name_and_none_is_no_name() {
        assert!(Network::full().allows_name("anything.example", 1));
        assert!(!Network::none().covers_name("anything.example"));
        assert!(Network::none().is_none() && !Network::full().is_none());
    }
}
