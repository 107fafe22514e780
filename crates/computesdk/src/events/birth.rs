//! Making a sandbox, and telling of it.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use computesdk_model::{Result, SandboxSpec};
use computesdk_provider::{Observer, Provider, Sandbox};
use tracing::field::Empty;
use tracing::{Instrument, info_span};

use super::{Emitter, Everything};
use crate::metrics;

/// Has a provider make a sandbox. Whoever gets it says how it ends: see
/// [`Emitter::ending`].
pub(crate) async fn make(
    provider: &dyn Provider,
    spec: SandboxSpec,
    everything: &Everything,
) -> Result<(Arc<dyn Sandbox>, Arc<Emitter>)> {
    let name = provider.name();
    let began = (SystemTime::now(), Instant::now());
    let span = info_span!("sandbox.create", provider = name, sandbox = Empty);
    let made = provider.create(spec).instrument(span.clone()).await;
    let sandbox = made.inspect_err(|error| metrics::failed(name, error))?;
    let id = sandbox.id().clone();
    span.record("sandbox", tracing::field::display(&id));
    span.in_scope(|| tracing::debug!(sandbox = %id, provider = name, "sandbox created"));
    let emitter = Emitter::born(id, name, everything.clone(), began);
    sandbox.observe(Arc::clone(&emitter) as Arc<dyn Observer>);
    Ok((sandbox, emitter))
}
