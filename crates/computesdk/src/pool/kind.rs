//! What sandboxes have in common that are as good as each other.

use std::sync::Arc;

use computesdk_model::{Result, SandboxSpec};
use computesdk_provider::{Provider, Sandbox};

use crate::cache::Cache;
use crate::code::{ShownLayers, Standbys, Warm, Workshop};
use crate::compute::in_preparation;

/// What a sandbox is made from, and what waits in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kind {
    pub(crate) spec: SandboxSpec,
    pub(crate) warm: Vec<Warm>,
}

/// One that was made.
pub(crate) struct Ready {
    pub(crate) sandbox: Arc<dyn Sandbox>,
    pub(crate) standbys: Arc<Standbys>,
    pub(crate) shown_layers: Arc<ShownLayers>,
}

impl Kind {
    /// Makes one.
    pub(crate) async fn make(
        &self,
        provider: &Arc<dyn Provider>,
        cache: Option<&Cache>,
    ) -> Result<Ready> {
        let ready = Ready {
            sandbox: provider.create(self.spec.clone()).await?,
            standbys: Arc::default(),
            shown_layers: Arc::default(),
        };
        for warm in &self.warm {
            if warm.has_packages() {
                let workshop =
                    cache.map(|cache| Workshop::new(cache.clone(), provider, &self.spec));
                let sandbox = in_preparation(provider, &ready, workshop)?;
                sandbox.warm(warm.clone()).await?;
            } else if let Err(error) = ready.standbys.warm_new(&ready.sandbox, warm).await {
                // Code that needs what is missing says so.
                tracing::debug!(%error, "an interpreter could not be started ahead");
            }
        }
        Ok(ready)
    }

    /// What waits in one of them takes about so many bytes.
    pub(super) fn memory(&self) -> u64 {
        self.warm.iter().map(Warm::memory).sum()
    }
}
