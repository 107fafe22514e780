//! What sandboxes have in common that are as good as each other.

use std::sync::Arc;

use computesdk_model::{Result, SandboxSpec};
use computesdk_provider::{Provider, Sandbox};

use crate::code::{Standbys, Warm};

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
}

impl Kind {
    /// Makes one.
    pub(crate) async fn make(&self, provider: &Arc<dyn Provider>) -> Result<Ready> {
        let sandbox = provider.create(self.spec.clone()).await?;
        let standbys = Arc::<Standbys>::default();
        for warm in &self.warm {
            // Code that needs what is missing says so.
            if let Err(error) = standbys.warm_new(&sandbox, warm).await {
                tracing::debug!(%error, "an interpreter could not be started ahead");
            }
        }
        Ok(Ready { sandbox, standbys })
    }

    /// What waits in one of them takes about so many bytes.
    pub(super) fn memory(&self) -> u64 {
        self.warm.iter().map(Warm::memory).sum()
    }
}
