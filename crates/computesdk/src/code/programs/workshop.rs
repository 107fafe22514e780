//! Sandboxes where nothing but compilers run.

use std::sync::Arc;

use computesdk_model::{Mount, Network, Result, SandboxSpec};
use computesdk_provider::Provider;

use crate::cache::Cache;
use crate::compute::made_for_itself;
use crate::sandbox::Sandbox;

/// What a sandbox that installs packages may take. Its disk is memory too.
const INSTALLER_MEMORY: u64 = 8 << 30;
pub(in crate::code) const INSTALLER_DISK: u64 = 6 << 30;

/// Makes what is kept, in sandboxes like one that is in use.
#[derive(Clone, Debug)]
pub(crate) struct Workshop {
    cache: Cache,
    provider: Arc<dyn Provider>,
    spec: SandboxSpec,
}

impl Workshop {
    pub(crate) fn new(cache: Cache, provider: &Arc<dyn Provider>, like: &SandboxSpec) -> Workshop {
        let mut spec = SandboxSpec::default();
        spec.image = like.image.clone();
        spec.limits = like.limits.clone();
        spec.network = Network::none();
        Workshop {
            cache,
            provider: Arc::clone(provider),
            spec,
        }
    }

    pub(in crate::code) fn cache(&self) -> &Cache {
        &self.cache
    }

    /// What its sandboxes are made from.
    pub(in crate::code) fn kind(&self) -> String {
        format!("{} {:?}", self.provider.name(), self.spec.image)
    }

    /// A sandbox that sees this of the cache. Not one of those that its user counts.
    pub(super) async fn sandbox(&self, mounts: Vec<Mount>) -> Result<Sandbox> {
        let mut spec = self.spec.clone();
        spec.mounts = mounts;
        made_for_itself(&self.provider, spec).await
    }

    /// A sandbox where packages are installed: what it may reach, and see of the host. Not one
    /// of those that its user counts, and not held to their limits: what is installed is
    /// larger than what uses it.
    pub(in crate::code) async fn installer(
        &self,
        network: Network,
        mounts: Vec<Mount>,
    ) -> Result<Sandbox> {
        let mut spec = SandboxSpec::default();
        spec.image = self.spec.image.clone();
        spec.network = network;
        spec.mounts = mounts;
        spec.limits.memory = Some(INSTALLER_MEMORY);
        spec.limits.disk = Some(INSTALLER_DISK);
        made_for_itself(&self.provider, spec).await
    }
}
