//! Whether rules for the network can be kept here.

use computesdk_provider::Sandbox;
use computesdk_provider::model::{Network, NetworkRule, Result};

use super::report::{Check, Remedy, Status};

/// Found by giving a sandbox a rule. Nothing is reached by that.
pub(super) async fn check(sandbox: &dyn Sandbox) -> Check {
    let name = "network rules";
    match allow_something(sandbox).await {
        Ok(()) => Check::new(name, Status::Ok, "a way out was opened for a rule"),
        Err(error) => {
            let check = Check::new(name, Status::Degraded, error.to_string());
            match error.hints().first() {
                Some(hint) => check.remedy(Remedy::new(hint.to_string())),
                None => check,
            }
        }
    }
}

async fn allow_something(sandbox: &dyn Sandbox) -> Result<()> {
    // No such name will ever exist (RFC 2606).
    let rule: NetworkRule = "doctor.invalid".parse()?;
    sandbox.set_network(Network::none().and(rule)).await
}
