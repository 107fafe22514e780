//! Making sandboxes of memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use computesdk::provider::{Provider, Sandbox, async_trait, model};
use computesdk::{Result, SandboxId};

use crate::sandbox::MemorySandbox;

pub(crate) const NAME: &str = "memory";

/// The provider.
#[derive(Debug)]
pub(crate) struct Memory;

#[async_trait]
impl Provider for Memory {
    fn name(&self) -> &str {
        NAME
    }

    async fn create(&self, spec: model::SandboxSpec) -> Result<Arc<dyn Sandbox>> {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let id = SandboxId::new(format!("memory-{number}"));
        Ok(Arc::new(MemorySandbox::new(id, spec)))
    }
}
