//! The provider.

use std::sync::Arc;

use async_trait::async_trait;
use computesdk_init::protocol::Create;
use computesdk_model::{Result, SandboxSpec};
use computesdk_provider::{Provider, Sandbox};
use tokio::sync::Mutex;

use crate::engine::{Birth, Spawner};
use crate::options::LocalOptions;
use crate::sandbox::{LocalSandbox, create};

/// What an idle sandbox takes, most of it in the kernel, and of that most for its network
/// namespace: measured by `cargo xtask bench --only crowds`.
const IDLE_MEMORY: u64 = 600 << 10;

/// Sandboxes on this machine.
///
/// Making one costs nothing: the first sandbox starts the spawner, and a dropped
/// provider whose sandboxes have ended ends it.
///
/// ```no_run
/// use computesdk_local::{LocalOptions, LocalProvider};
/// use computesdk_provider::Provider;
/// # async fn example() -> computesdk_provider::model::Result<()> {
/// let provider = LocalProvider::new(LocalOptions::default());
/// let sandbox = provider.create(Default::default()).await?;
/// sandbox.destroy().await
/// # }
/// ```
#[derive(Debug)]
pub struct LocalProvider {
    options: LocalOptions,
    /// One for all sandboxes; replaced when it is found dead.
    spawner: Mutex<Option<Arc<Spawner>>>,
}

impl LocalProvider {
    /// The name that it goes by.
    pub const NAME: &str = "local";

    /// A provider with these options.
    pub fn new(options: LocalOptions) -> Self {
        #[cfg(feature = "weaken")]
        computesdk_egress::leave_out(options.weaken.iter().map(String::as_str));
        LocalProvider {
            options,
            spawner: Mutex::new(None),
        }
    }

    /// Asks for a sandbox, of a new spawner where there is none.
    async fn ask(&self, create: Create) -> Result<(Arc<Spawner>, Birth)> {
        loop {
            let mut current = self.spawner.lock().await;
            let Some(spawner) = current.as_ref().filter(|spawner| spawner.is_alive()) else {
                let (spawner, birth) = Spawner::start(&self.options, create).await?;
                *current = Some(Arc::clone(&spawner));
                return Ok((spawner, birth));
            };
            let spawner = Arc::clone(spawner);
            drop(current);
            if let Some(birth) = spawner.create(create.clone()).await? {
                return Ok((spawner, birth));
            }
        }
    }
}

#[async_trait]
impl Provider for LocalProvider {
    fn name(&self) -> &str {
        LocalProvider::NAME
    }

    async fn create(&self, spec: SandboxSpec) -> Result<Arc<dyn Sandbox>> {
        let (spawner, birth) = self.ask(create::request(&spec)?).await?;
        let network = spec.network.clone();
        let sandbox = LocalSandbox::when_ready(spawner, birth, spec).await?;
        sandbox.set_network(network).await?;
        Ok(Arc::new(sandbox))
    }

    fn idle_memory(&self) -> Option<u64> {
        Some(IDLE_MEMORY)
    }
}
