//! Making a sandbox, and telling of it.

use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use computesdk_model::{EndReason, Result};
use computesdk_provider::Observer;
use tracing::field::{Empty, display};
use tracing::{Instrument, info_span};

use super::{Emitter, Everything};
use crate::metrics;
use crate::sandbox::Origin;

/// A sandbox that was told of, whoever keeps it. Dropped, it ends, and that is told.
pub(crate) struct Made {
    /// Dropped first: once the provider has let go of the sandbox, it could say that it
    /// ended by itself.
    pub(crate) emitter: Holder,
    pub(crate) origin: Origin,
}

/// Tells, when it is dropped, that the sandbox is.
#[derive(Debug)]
pub(crate) struct Holder(Arc<Emitter>);

impl Holder {
    /// Tells, when what this gives is dropped, that the sandbox was destroyed: also where
    /// nobody waits until it is.
    pub(crate) fn destroying(&self) -> Destroying<'_> {
        self.ending(EndReason::Destroyed);
        Destroying(self)
    }
}

/// Somebody destroys the sandbox while this is there.
pub(crate) struct Destroying<'a>(&'a Emitter);

impl Drop for Destroying<'_> {
    fn drop(&mut self) {
        self.0.over();
    }
}

impl Deref for Holder {
    type Target = Arc<Emitter>;

    fn deref(&self) -> &Arc<Emitter> {
        &self.0
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        self.0.ending(EndReason::Dropped);
        self.0.over();
    }
}

impl Made {
    /// One that nobody is told of.
    pub(crate) fn in_silence(provider: &str, origin: Origin) -> Made {
        let id = origin.sandbox.id().clone();
        let emitter = Holder(Emitter::silent(id, provider));
        Made { emitter, origin }
    }
}

/// Tells of a sandbox that a provider makes, or has had ready.
pub(crate) async fn make(
    provider: &str,
    making: impl Future<Output = Result<Origin>>,
    everything: &Everything,
) -> Result<Made> {
    let began = (SystemTime::now(), Instant::now());
    let span = info_span!("sandbox.create", provider, sandbox = Empty);
    let made = making.instrument(span.clone()).await;
    let origin = made.inspect_err(|error| metrics::failed(provider, error))?;
    let id = origin.sandbox.id().clone();
    let was_ready = origin.taken_at.is_some();
    span.record("sandbox", display(&id));
    span.in_scope(|| tracing::debug!(sandbox = %id, provider, was_ready, "sandbox created"));
    let emitter = Emitter::born(id, provider, everything.clone(), began);
    let observer = Arc::clone(&emitter) as Arc<dyn Observer>;
    origin.sandbox.observe(observer);
    let emitter = Holder(emitter);
    Ok(Made { emitter, origin })
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Made")
            .field("sandbox", self.origin.sandbox.id())
            .finish_non_exhaustive()
    }
}
