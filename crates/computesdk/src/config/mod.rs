//! Configuration: code, then environment, then `compute.toml`, then defaults.

mod environment;
mod file;
mod key;
mod limits;
mod place;
mod search;
mod size;
mod suggest;
mod value;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::IpAddr;
use std::time::Duration;

use computesdk_model::{Network, NetworkRule, Result};
use tracing::level_filters::LevelFilter;

pub(crate) use environment::Environment;
pub(crate) use limits::LimitSettings;
pub(crate) use place::Place;
#[cfg(all(test, feature = "local"))]
pub(crate) use place::SourceFile;
pub(crate) use search::ConfigFile;
pub use size::parse_size;
pub(crate) use suggest::{closest, did_you_mean};

use crate::cache::CacheSettings;
use crate::pool::PoolSettings;

/// One source of configuration. What it does not say is `None`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Config {
    pub(crate) provider: Option<String>,
    pub(crate) timeout: Option<Option<Duration>>,
    pub(crate) log_level: Option<LevelFilter>,
    pub(crate) max_sandboxes: Option<usize>,
    pub(crate) max_output_size: Option<u64>,
    pub(crate) limits: LimitSettings,
    pub(crate) pool: PoolSettings,
    pub(crate) cache: CacheSettings,
    /// What code says; it wins over the three after it.
    pub(crate) network: Option<Network>,
    /// Where to start from: nothing, or every public address.
    pub(crate) access: Option<Network>,
    pub(crate) allow: Option<Vec<NetworkRule>>,
    pub(crate) hosts: BTreeMap<String, IpAddr>,
    pub(crate) env: BTreeMap<OsString, OsString>,
    pub(crate) providers: BTreeMap<String, ProviderEntry>,
}

/// What is said about one provider name.
#[derive(Clone, Debug)]
pub(crate) struct ProviderEntry {
    /// The name that stands for it.
    pub(crate) redirect: Option<String>,
    /// Options of the provider itself.
    pub(crate) options: BTreeMap<String, ProviderOption>,
    /// Where this was said.
    pub(crate) place: Place,
}

/// One option of a provider.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(feature = "local"),
    expect(dead_code, reason = "no provider of this build takes options")
)]
pub(crate) struct ProviderOption {
    pub(crate) value: String,
    pub(crate) place: Place,
}

impl Config {
    /// Everything that is configured outside the program.
    pub(crate) fn load(environment: &Environment, file: &ConfigFile) -> Result<Config> {
        let below = match search::find(file, environment) {
            Some(found) => file::read(&found)?,
            None => Config::default(),
        };
        Ok(environment.config()?.over(below))
    }

    /// What sandboxes may reach over the network.
    pub(crate) fn take_network(&mut self) -> Result<Network> {
        if let Some(network) = self.network.take() {
            return Ok(network);
        }
        let rules = self.allow.take().unwrap_or_default();
        let start = self.access.take().unwrap_or_default();
        let network = rules.into_iter().fold(start, Network::and);
        let hosts = std::mem::take(&mut self.hosts).into_iter();
        hosts
            .into_iter()
            .try_fold(network, |network, (name, address)| {
                network.host(&name, address)
            })
    }

    /// This source where it says something, the one below where it does not.
    pub(crate) fn over(mut self, below: Config) -> Config {
        let (mut env, mut providers, mut hosts) = (below.env, below.providers, below.hosts);
        hosts.append(&mut self.hosts);
        env.append(&mut self.env);
        providers.append(&mut self.providers);
        Config {
            provider: self.provider.or(below.provider),
            timeout: self.timeout.or(below.timeout),
            log_level: self.log_level.or(below.log_level),
            max_sandboxes: self.max_sandboxes.or(below.max_sandboxes),
            max_output_size: self.max_output_size.or(below.max_output_size),
            limits: self.limits.over(below.limits),
            pool: self.pool.over(below.pool),
            cache: self.cache.over(below.cache),
            network: self.network.or(below.network),
            access: self.access.or(below.access),
            allow: self.allow.or(below.allow),
            hosts,
            env,
            providers,
        }
    }
}

#[cfg(test)]
mod tests;
