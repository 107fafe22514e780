//! Where sandboxes come from.

mod builder;
mod providers;
mod registry;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use computesdk_model::{Error, Hint, ResourceExhaustedError, ResourceKind, Result, SandboxSpec};
use computesdk_provider::Provider;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::level_filters::LevelFilter;

pub use builder::ComputeBuilder;
use builder::DEFAULT_MAX_OUTPUT_SIZE;

use crate::cache::Cache;
use crate::code::Workshop;
use crate::events::{self, Everything, Made};
use crate::exec::Defaults;
use crate::pool::{Kind, Pool, Ready};
use crate::sandbox::{Origin, Sandbox, SandboxBuilder};
use registry::Registry;

/// Makes a [`Compute`] from the environment and `compute.toml`.
///
/// What a program sets in code wins over environment variables, which win over
/// the file, which wins over the defaults. See [`Compute::builder`] to set
/// things in code.
///
/// | environment | `compute.toml` | default |
/// |---|---|---|
/// | `COMPUTE_PROVIDER` | `provider` | `local` |
/// | `COMPUTE_TIMEOUT_MS` | `timeout_ms` | 0: none |
/// | `COMPUTE_LOG_LEVEL` | `log_level` | `warn` |
/// | `COMPUTE_MAX_SANDBOXES` | `max_sandboxes` | 1000 |
/// | `COMPUTE_MAX_OUTPUT_SIZE` | `max_output_size` | 64 MiB for each stream |
/// | `COMPUTE_MEMORY` | `memory` in `[limits]` | 2 GiB |
/// | `COMPUTE_SWAP` | `swap` in `[limits]` | 0: none |
/// | `COMPUTE_PROCESSES` | `processes` in `[limits]` | 512 |
/// | `COMPUTE_CPUS` | `cpus` in `[limits]` | unlimited |
/// | `COMPUTE_CPU_WEIGHT` | `cpu_weight` in `[limits]` | 100 |
/// | `COMPUTE_OPEN_FILES` | `open_files` in `[limits]` | 1024 |
/// | `COMPUTE_FILE_SIZE` | `file_size` in `[limits]` | unlimited |
/// | `COMPUTE_DISK` | `disk` in `[limits]` | 2 GiB |
/// | `COMPUTE_TMP` | `tmp` in `[limits]` | part of `disk` |
/// | `COMPUTE_INODES` | `inodes` in `[limits]` | one for every 4 KiB of `disk` |
/// | `COMPUTE_READ_RATE` | `read_rate` in `[limits]` | unlimited |
/// | `COMPUTE_WRITE_RATE` | `write_rate` in `[limits]` | unlimited |
/// | `COMPUTE_PROVIDER_E2B=local` | `use = "local"` in `[providers.e2b]` | |
/// | `COMPUTE_POOL_MIN` | `min` in `[pool]` | 0 sandboxes ready for each configuration in use |
/// | `COMPUTE_POOL_MAX` | `max` in `[pool]` | 128 ready in all; 0 for none |
/// | `COMPUTE_POOL_MEMORY` | `memory` in `[pool]` | 256 MiB for those that are ready |
/// | `COMPUTE_POOL_IDLE_MS` | `idle_ms` in `[pool]` | 60,000: then half of those nobody needed end |
/// | `COMPUTE_CACHE_DIRECTORY` | `directory` in `[cache]` | `computesdk` in `$XDG_CACHE_HOME` or `~/.cache` |
/// | `COMPUTE_CACHE_SIZE` | `size` in `[cache]` | 2 GiB of compiled programs, and of packages; 0 for no cache |
/// | | variables of every sandbox in `[env]` | |
///
/// Sizes are bytes, or text such as `"256MiB"`; `"unlimited"` takes a limit
/// away. The file is the one that `COMPUTE_CONFIG` names, else the first
/// `compute.toml` on the way up from the working directory, else
/// `computesdk/compute.toml` in `$XDG_CONFIG_HOME` (or `~/.config`).
///
/// `[providers.NAME]` also takes the options of a provider: `init_path` of
/// `local`. It names a program that runs outside of any sandbox, so it must not
/// stand in a file that was only found on the way up.
///
/// A redirect makes one provider stand for another: with the one above, a
/// program that asks for `e2b` runs on `local` unchanged. In a variable's name
/// `_` stands for `-`.
///
/// # Errors
///
/// `InvalidArgument` for unknown settings and bad values, with the place and
/// what was expected; `NotFound` where `COMPUTE_CONFIG` names no file.
///
/// ```no_run
/// # async fn example() -> computesdk::Result<()> {
/// use computesdk::create_compute;
///
/// let compute = create_compute()?;
/// let sandbox = compute.sandbox("local").await?;
/// println!("{}", sandbox.exec("uname -a").await?.stdout);
/// # Ok(()) }
/// ```
pub fn create_compute() -> Result<Compute> {
    Compute::builder().build()
}

/// Providers with their configuration. Cloning is cheap and gives the same one.
#[derive(Clone)]
pub struct Compute {
    inner: Arc<Inner>,
}

struct Inner {
    registry: Registry,
    default_provider: String,
    log_level: LevelFilter,
    /// What every sandbox starts from.
    template: SandboxSpec,
    defaults: Defaults,
    max_sandboxes: usize,
    slots: Arc<Semaphore>,
    pool: Pool,
    cache: Option<Cache>,
    everything: Everything,
}

impl Compute {
    /// Settings in code; they win over environment and file.
    ///
    /// ```no_run
    /// # fn main() -> computesdk::Result<()> {
    /// use computesdk::Compute;
    /// use std::time::Duration;
    ///
    /// let compute = Compute::builder()
    ///     .timeout(Duration::from_secs(60))
    ///     .memory(512 << 20)
    ///     .redirect("e2b", "local")
    ///     .build()?;
    /// # drop(compute); Ok(()) }
    /// ```
    pub fn builder() -> ComputeBuilder {
        ComputeBuilder::default()
    }

    /// A new sandbox of this provider.
    ///
    /// # Errors
    ///
    /// `NotFound` where there is no such provider; `ResourceExhausted` where
    /// `max_sandboxes` are alive; `Engine` and `Unsupported` where the host
    /// lacks what a sandbox needs; `InvalidArgument`.
    pub fn sandbox(&self, provider: impl Into<String>) -> SandboxBuilder {
        SandboxBuilder::new(self.clone(), provider.into(), self.inner.template.clone())
    }

    /// A new sandbox of the configured provider: `COMPUTE_PROVIDER`, else
    /// `local`.
    ///
    /// # Errors
    ///
    /// As [`sandbox`](Compute::sandbox).
    pub fn default_sandbox(&self) -> SandboxBuilder {
        self.sandbox(self.default_provider())
    }

    /// Name of the configured provider.
    pub fn default_provider(&self) -> &str {
        &self.inner.default_provider
    }

    /// Names that [`sandbox`](Compute::sandbox) takes, in alphabetical order.
    pub fn providers(&self) -> Vec<String> {
        self.inner.registry.names()
    }

    /// The configured log level; [`WARN`](LevelFilter::WARN) unless told
    /// otherwise. The library emits `tracing` events and subscribes to
    /// nothing: a program sets its subscriber up with this.
    pub fn log_level(&self) -> LevelFilter {
        self.inner.log_level
    }

    /// Sandboxes that are ready before anybody asks: from the second one of a
    /// configuration on, some are made in the background, and a create takes one.
    ///
    /// It has as many as are asked for at once, within its bounds (see
    /// [`create_compute`]), and ends those that nobody needed for a while. None is ever
    /// given out again. Sandboxes with [mounts](SandboxBuilder::mount) are made when they
    /// are asked for, as what a mount shows may be replaced until then.
    pub fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    pub(crate) async fn create(&self, provider: &str, kind: Kind) -> Result<Sandbox> {
        let provider = self.inner.registry.find(provider)?;
        let permit = self.slot()?;
        let making = self.origin(provider, kind);
        let made = events::make(provider.name(), making, &self.inner.everything).await?;
        let defaults = self.inner.defaults.clone();
        Ok(Sandbox::new(made, defaults, permit))
    }

    /// A sandbox that was ready, or else a new one. Variables are given to either when
    /// it is used: so one that is ready serves whatever is wanted of them, unless what
    /// waits in it has them already.
    async fn origin(&self, provider: &Arc<dyn Provider>, mut kind: Kind) -> Result<Origin> {
        let env = match kind.warm.is_empty() {
            true => std::mem::take(&mut kind.spec.env),
            false => BTreeMap::new(),
        };
        let cache = self.inner.cache.clone();
        let workshop = cache.map(|cache| Workshop::new(cache, provider, &kind.spec));
        if let Some(ready) = self.inner.pool.take(provider, &kind).await {
            return Ok(Origin {
                sandbox: ready.sandbox,
                env,
                taken_at: Some(SystemTime::now()),
                workshop,
                standbys: ready.standbys,
                shown_layers: ready.shown_layers,
            });
        }
        kind.spec.env.extend(env);
        let made = kind.make(provider, self.inner.cache.as_ref()).await?;
        Ok(Origin {
            sandbox: made.sandbox,
            env: BTreeMap::new(),
            taken_at: None,
            workshop,
            standbys: made.standbys,
            shown_layers: made.shown_layers,
        })
    }

    pub(crate) async fn prepare(
        &self,
        provider: &str,
        mut kind: Kind,
        count: usize,
    ) -> Result<usize> {
        let provider = self.inner.registry.find(provider)?;
        if kind.warm.is_empty() {
            kind.spec.env.clear();
        }
        self.inner.pool.prepare(provider, &kind, count).await
    }

    /// The events of all of its sandboxes.
    pub(crate) fn everything(&self) -> &Everything {
        &self.inner.everything
    }

    fn slot(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.inner.slots)
            .try_acquire_owned()
            .map_err(|_| too_many(self.inner.max_sandboxes))
    }
}

/// A sandbox that this library makes for itself: no user of it sees it, nor is it counted as
/// one of theirs.
pub(crate) async fn made_for_itself(
    provider: &Arc<dyn Provider>,
    spec: SandboxSpec,
) -> Result<Sandbox> {
    let making = async {
        Ok(Origin {
            sandbox: provider.create(spec).await?,
            env: BTreeMap::new(),
            taken_at: None,
            workshop: None,
            standbys: Arc::default(),
            shown_layers: Arc::default(),
        })
    };
    let made = events::make(provider.name(), making, &Everything::default()).await?;
    not_counted(made)
}

/// A sandbox that was made for somebody, to have things ready in it until he gets it. It does
/// not end with what this gives.
pub(crate) fn in_preparation(
    provider: &Arc<dyn Provider>,
    ready: &Ready,
    workshop: Option<Workshop>,
) -> Result<Sandbox> {
    let origin = Origin {
        sandbox: Arc::clone(&ready.sandbox),
        env: BTreeMap::new(),
        taken_at: None,
        workshop,
        standbys: Arc::clone(&ready.standbys),
        shown_layers: Arc::clone(&ready.shown_layers),
    };
    not_counted(Made::in_silence(provider.name(), origin))
}

fn not_counted(made: Made) -> Result<Sandbox> {
    let defaults = Defaults {
        timeout: None,
        max_output_size: DEFAULT_MAX_OUTPUT_SIZE,
    };
    let slots = Arc::new(Semaphore::new(1));
    let permit = slots.try_acquire_owned().map_err(|_| too_many(1))?;
    Ok(Sandbox::new(made, defaults, permit))
}

fn too_many(most: usize) -> Error {
    ResourceExhaustedError {
        kind: ResourceKind::Sandboxes,
        detail: format!("{most} are alive, as many as `max_sandboxes` allows"),
        errno: None,
        hints: vec![
            Hint::new("destroy or drop sandboxes that are no longer used"),
            Hint::new(
                "raise the limit by `max_sandboxes` in compute.toml, COMPUTE_MAX_SANDBOXES, \
                 or Compute::builder().max_sandboxes(..)",
            ),
        ],
    }
    .into()
}

impl fmt::Debug for Compute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compute")
            .field("providers", &self.providers())
            .field("default_provider", &self.inner.default_provider)
            .finish_non_exhaustive()
    }
}
