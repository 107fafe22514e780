//! Settings in code.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use computesdk_model::{Limits, Network, Result, SandboxSpec};
use computesdk_provider::Provider;
use tokio::sync::Semaphore;
use tracing::level_filters::LevelFilter;

use super::registry::Registry;
use super::{Compute, Inner};
use crate::config::{Config, ConfigFile, Environment, Place, ProviderEntry};
use crate::events::Everything;
use crate::exec::{Defaults, validate};
use crate::metrics;
use crate::pool::Pool;

const DEFAULT_PROVIDER: &str = "local";
const DEFAULT_MAX_SANDBOXES: usize = 1000;
pub(super) const DEFAULT_MAX_OUTPUT_SIZE: u64 = 64 << 20;

/// Settings in code: what is set here wins over environment variables and
/// `compute.toml`. Made by [`Compute::builder`].
#[must_use = "nothing is made before `build`"]
#[derive(Debug, Default)]
pub struct ComputeBuilder {
    config: Config,
    providers: Vec<Arc<dyn Provider>>,
    environment: Option<Environment>,
    file: ConfigFile,
}

impl ComputeBuilder {
    /// Adds a provider under its own name, in place of any other of that name.
    pub fn provider(mut self, provider: Arc<dyn Provider>) -> Self {
        self.providers.push(provider);
        self
    }

    /// The provider of [`Compute::default_sandbox`]; `local` unless told
    /// otherwise.
    pub fn default_provider(mut self, name: impl Into<String>) -> Self {
        self.config.provider = Some(name.into());
        self
    }

    /// Makes one provider name stand for another.
    pub fn redirect(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        let entry = ProviderEntry {
            redirect: Some(to.into()),
            options: Default::default(),
            place: Place::Code,
        };
        self.config.providers.insert(from.into(), entry);
        self
    }

    /// The longest that any command may run, unless its call says otherwise;
    /// `None` for no timeout, the default.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.config.timeout = Some(timeout.into());
        self
    }

    /// Most bytes kept of each output stream, unless a call says otherwise;
    /// 64 MiB unless told otherwise.
    pub fn max_output_size(mut self, bytes: u64) -> Self {
        self.config.max_output_size = Some(bytes);
        self
    }

    /// Most sandboxes alive at once; 1000 unless told otherwise.
    pub fn max_sandboxes(mut self, count: usize) -> Self {
        self.config.max_sandboxes = Some(count);
        self
    }

    /// Memory of each sandbox in bytes; `None` for no limit.
    pub fn memory(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.config.limits.memory = Some(bytes.into());
        self
    }

    /// Processes and threads of each sandbox; `None` for no limit.
    pub fn processes(mut self, count: impl Into<Option<u64>>) -> Self {
        self.config.limits.processes = Some(count.into());
        self
    }

    /// Open files of each process; `None` for no limit.
    pub fn open_files(mut self, count: impl Into<Option<u64>>) -> Self {
        self.config.limits.open_files = Some(count.into());
        self
    }

    /// Bytes written to each sandbox's file system; `None` for no limit.
    pub fn disk(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.config.limits.disk = Some(bytes.into());
        self
    }

    /// All limits at once.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.config.limits = limits.into();
        self
    }

    /// What sandboxes may reach over the network; nothing unless told
    /// otherwise.
    pub fn network(mut self, network: Network) -> Self {
        self.config.network = Some(network);
        self
    }

    /// Fewest and most sandboxes that are [ready](Compute::pool) before anybody asks: so
    /// many at least of each configuration that was asked for, and at most of all together.
    /// 0 and 128 unless told otherwise; with `0..=0` none is made ahead.
    pub fn pool(mut self, sandboxes: RangeInclusive<usize>) -> Self {
        self.config.pool.min = Some(*sandboxes.start());
        self.config.pool.max = Some(*sandboxes.end());
        self
    }

    /// Memory that sandboxes that are ready may take of this machine, in bytes; 256 MiB
    /// unless told otherwise.
    pub fn pool_memory(mut self, bytes: u64) -> Self {
        self.config.pool.memory = Some(bytes);
        self
    }

    /// How long it is watched which ready sandboxes nobody needed, before half of those
    /// end; a minute unless told otherwise.
    pub fn pool_idle(mut self, time: Duration) -> Self {
        self.config.pool.idle = Some(time);
        self
    }

    /// Where compiled programs and packages are kept, so that they are made once; the user's
    /// own cache directory unless told otherwise. Only the user may be able to write there,
    /// and above it: nothing is kept elsewhere.
    pub fn cache_directory(mut self, path: impl Into<PathBuf>) -> Self {
        self.config.cache.directory = Some(path.into());
        self
    }

    /// Most bytes of compiled programs that are kept, and of [packages](crate::Exec::requirements)
    /// beside those that are in use; 2 GiB of each unless told otherwise. With 0 everything is
    /// compiled each time, and there are no packages.
    pub fn cache_size(mut self, bytes: u64) -> Self {
        self.config.cache.size = Some(bytes);
        self
    }

    /// Sets an environment variable of every sandbox.
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.config.env.insert(name.into(), value.into());
        self
    }

    /// The level that [`Compute::log_level`] gives.
    pub fn log_level(mut self, level: LevelFilter) -> Self {
        self.config.log_level = Some(level);
        self
    }

    /// Reads this file instead of searching for a `compute.toml`.
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = ConfigFile::At(path.into());
        self
    }

    /// Reads no file.
    pub fn no_config_file(mut self) -> Self {
        self.file = ConfigFile::Nowhere;
        self
    }

    /// Reads settings from these variables instead of this program's own.
    pub fn environment<K: Into<OsString>, V: Into<OsString>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.environment = Some(variables.into_iter().collect());
        self
    }

    /// Reads no variables.
    pub fn no_environment(mut self) -> Self {
        self.environment = Some(Environment::default());
        self
    }

    /// Reads the configuration.
    ///
    /// # Errors
    ///
    /// As [`create_compute`](crate::create_compute).
    pub fn build(self) -> Result<Compute> {
        let environment = match self.environment {
            Some(environment) => environment,
            None => Environment::of_this_program(),
        };
        let mut config = self.config.over(Config::load(&environment, &self.file)?);
        validate::env(&config.env)?;
        metrics::describe();

        let mut template = SandboxSpec::default();
        template.limits = config.limits.limits();
        template.network = config.take_network()?;
        template.env = config.env;
        let max_sandboxes = config.max_sandboxes.unwrap_or(DEFAULT_MAX_SANDBOXES);
        let max_sandboxes = max_sandboxes.min(Semaphore::MAX_PERMITS);
        let cache = config.cache.cache(&environment);
        Ok(Compute {
            inner: Arc::new(Inner {
                registry: Registry::new(config.providers, self.providers)?,
                default_provider: config.provider.unwrap_or(DEFAULT_PROVIDER.to_owned()),
                log_level: config.log_level.unwrap_or(LevelFilter::WARN),
                template,
                defaults: Defaults {
                    timeout: config.timeout.flatten(),
                    max_output_size: config.max_output_size.unwrap_or(DEFAULT_MAX_OUTPUT_SIZE),
                },
                max_sandboxes,
                slots: Arc::new(Semaphore::new(max_sandboxes)),
                pool: Pool::new(config.pool.bounds()?, cache.clone()),
                cache,
                everything: Everything::default(),
            }),
        })
    }
}
