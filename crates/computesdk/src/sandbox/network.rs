//! What a sandbox may reach.

use std::sync::{Arc, Weak};
use std::time::SystemTime;

use computesdk_model::{EgressEvent, Network, Result};

use super::{Inner, Sandbox};
use crate::hints::Reach;

impl Sandbox {
    /// What it may reach over the network: what it was made with, or what was set last.
    pub fn network(&self) -> Network {
        self.inner.sandbox.network()
    }

    /// Changes what it may reach, from now on. Connections that it may not have any more
    /// are cut.
    ///
    /// # Errors
    ///
    /// `Unsupported` where the provider cannot keep rules; `SandboxGone`, `Engine`. On an
    /// error the old rules hold.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::Network;
    ///
    /// sandbox.update_network(Network::allow(["packages.example.org", "*.files.example.org"])?).await?;
    /// sandbox.exec("pip install --user rich").await?;
    /// sandbox.update_network(Network::none()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn update_network(&self, network: Network) -> Result<()> {
        self.alive()?.set_network(network).await
    }

    /// What was asked of its network and what came of it: the latest thousand, the last
    /// one last. It can be read after the sandbox has ended, while it was not dropped.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) {
    /// for event in sandbox.network_log().iter().filter(|event| event.is_denied()) {
    ///     println!("{event}"); // denied tcp example.org:443: no rule allows it
    /// }
    /// # }
    /// ```
    pub fn network_log(&self) -> Vec<EgressEvent> {
        self.inner.sandbox.egress_events()
    }

    /// What it can reach, for a command that starts now.
    pub(crate) fn reach(&self) -> SandboxReach {
        SandboxReach {
            sandbox: Arc::downgrade(&self.inner),
            since: SystemTime::now(),
        }
    }
}

/// What a sandbox can reach, and what it was refused from a moment on. It does not keep the
/// sandbox alive.
#[derive(Debug)]
pub(crate) struct SandboxReach {
    sandbox: Weak<Inner>,
    since: SystemTime,
}

impl Reach for SandboxReach {
    fn is_none(&self) -> bool {
        let sandbox = self.sandbox.upgrade();
        sandbox.is_some_and(|inner| inner.sandbox.network().is_none())
    }

    fn denied(&self) -> Option<EgressEvent> {
        let events = self.sandbox.upgrade()?.sandbox.egress_events();
        let mut events = events.into_iter().rev();
        let denied = events.find(EgressEvent::is_denied)?;
        (denied.time >= self.since).then_some(denied)
    }
}
