//! What this host offers for sandboxes, found by making one.
//!
//! Each layer and limit is reported as a living sandbox has it. Settings of
//! the host are read only to explain what did not work.

mod cgroup;
mod container;
mod host;
mod ids;
mod install;
mod interpreters;
mod kernel;
mod layers;
mod limits;
mod memory;
mod network;
mod own_groups;
mod report;
mod userns;

use std::sync::Arc;
use std::time::Duration;

use computesdk_provider::model::{Error, Result, SandboxInfo, SandboxSpec};
use computesdk_provider::{Provider, Sandbox};
use tokio::time::timeout;

pub use install::{INIT_PATH, install_init};
pub use report::{Check, Remedy, RemedyFile, Report, Status};

use crate::{LocalOptions, LocalProvider};
use host::Host;

/// A sandbox takes milliseconds. One that takes this long never comes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Looks at this host. Takes as long as a sandbox and six `--version` calls.
///
/// ```no_run
/// # async fn example() {
/// let report = computesdk_local::doctor::diagnose().await;
/// println!("{report}");
/// # }
/// ```
pub async fn diagnose() -> Report {
    let host = Host::read();
    let mut checks = vec![kernel::check(&host.release)];
    checks.extend(container::check(&host));
    let usable = match timeout(PATIENCE, sandbox()).await {
        Ok(Ok((sandbox, info))) => {
            checks.push(Check::new("sandbox", Status::Ok, "one was made"));
            checks.extend(info.layers.iter().map(|layer| layers::check(layer, &host)));
            checks.extend(info.limits.iter().map(|limit| limits::check(limit, &host)));
            checks.push(network::check(&*sandbox).await);
            checks.push(cgroup::check(&host));
            checks.extend(ids::check(&host));
            checks.push(memory::check(&host.meminfo));
            checks.extend(interpreters::check(&sandbox).await);
            checks.extend(end(sandbox).await);
            true
        }
        Ok(Err(error)) => {
            checks.push(refusal(&error));
            checks.extend(userns::explain(&host));
            false
        }
        Err(_) => {
            let found = format!("none was made in {PATIENCE:?}");
            checks.push(Check::new("sandbox", Status::Missing, found));
            checks.extend(userns::explain(&host));
            false
        }
    };
    Report { usable, checks }
}

/// A sandbox as every caller gets it who asks for nothing special.
async fn sandbox() -> Result<(Arc<dyn Sandbox>, SandboxInfo)> {
    let provider = LocalProvider::new(LocalOptions::default());
    let sandbox = provider.create(SandboxSpec::default()).await?;
    let info = sandbox.info().await?;
    Ok((sandbox, info))
}

fn refusal(error: &Error) -> Check {
    let check = Check::new("sandbox", Status::Missing, error.to_string());
    match error.hints().first() {
        Some(hint) => check.remedy(Remedy::new(hint.to_string())),
        None => check,
    }
}

/// A line where the sandbox could not be cleared away.
async fn end(sandbox: Arc<dyn Sandbox>) -> Option<Check> {
    let error = match timeout(PATIENCE, sandbox.destroy()).await {
        Ok(Ok(())) => return None,
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("not done in {PATIENCE:?}"),
    };
    Some(Check::new("clean-up", Status::Degraded, error))
}
