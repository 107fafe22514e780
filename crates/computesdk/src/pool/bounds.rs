//! How large a pool may be.

use std::time::Duration;

use computesdk_model::{InvalidArgumentError, Result};
use computesdk_provider::Provider;

use super::kind::Kind;

const MIN: usize = 0;
const MAX: usize = 128;
/// Room for a compiler or two that wait, which take most.
const MEMORY: u64 = 256 << 20;
const IDLE: Duration = Duration::from_secs(60);

/// What is said about a pool; what is not is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PoolSettings {
    pub(crate) min: Option<usize>,
    pub(crate) max: Option<usize>,
    pub(crate) memory: Option<u64>,
    pub(crate) idle: Option<Duration>,
}

impl PoolSettings {
    /// These where they say something, the ones below where they do not.
    pub(crate) fn over(self, below: PoolSettings) -> PoolSettings {
        PoolSettings {
            min: self.min.or(below.min),
            max: self.max.or(below.max),
            memory: self.memory.or(below.memory),
            idle: self.idle.or(below.idle),
        }
    }

    /// The bounds of a pool.
    pub(crate) fn bounds(self) -> Result<Bounds> {
        let max = self.max.unwrap_or(MAX);
        let bounds = Bounds {
            min: self.min.unwrap_or(MIN),
            max,
            memory: self.memory.unwrap_or(MEMORY),
            idle: self.idle.unwrap_or(IDLE),
        };
        if bounds.min > max {
            let reason = format!("at least {} sandboxes and at most {max}", bounds.min);
            return Err(InvalidArgumentError::new("pool", reason).into());
        }
        Ok(bounds)
    }
}

/// What a pool keeps to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Fewest that are ready of each configuration that was asked for.
    pub(super) min: usize,
    /// Most that are ready, of all configurations together.
    max: usize,
    /// Bytes that these take.
    memory: u64,
    /// How long it is watched what nobody needed, before some of that is ended.
    pub(super) idle: Duration,
}

impl Bounds {
    /// Most sandboxes that are ready, for one of such a configuration to be made; `None` where none are made ahead. What a
    /// mount shows is found when the sandbox is made, and may be another thing later.
    pub(super) fn most(&self, provider: &dyn Provider, kind: &Kind) -> Option<usize> {
        let each = (provider.idle_memory()? + kind.memory()).max(1);
        let by_memory = usize::try_from(self.memory / each).unwrap_or(usize::MAX);
        let most = self.max.min(by_memory);
        (most > 0 && kind.spec.mounts.is_empty()).then_some(most)
    }
}
