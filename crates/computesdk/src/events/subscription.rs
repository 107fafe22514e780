//! Being called for events.

use computesdk_model::{EventName, Hint, InvalidArgumentError, Result, SandboxEvent};
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

use super::Events;

/// Somebody is called for events while this is there: see [`Sandbox::on`].
///
/// [`Sandbox::on`]: crate::Sandbox::on
#[must_use = "dropped, it ends"]
#[derive(Debug)]
pub struct Subscription(AbortOnDropHandle<()>);

impl Subscription {
    pub(super) fn new(
        mut events: Events,
        name: EventName,
        mut callback: impl FnMut(SandboxEvent) + Send + 'static,
    ) -> Result<Subscription> {
        let runtime = Handle::try_current().map_err(|_| outside())?;
        let task = runtime.spawn(async move {
            let mut missed = 0;
            while let Some(mut event) = events.next().await {
                missed += event.missed;
                if event.kind.name() == name {
                    event.missed = std::mem::take(&mut missed);
                    callback(event);
                }
            }
        });
        Ok(Subscription(AbortOnDropHandle::new(task)))
    }

    /// Lets it last as long as there can be events.
    pub fn detach(self) {
        drop(self.0.detach());
    }
}

fn outside() -> computesdk_model::Error {
    let reason = "there is no async runtime to call it";
    let mut error = InvalidArgumentError::new("callback for events", reason);
    error.hints = vec![Hint::new(
        "subscribe inside a tokio runtime, or by computesdk::blocking",
    )];
    error.into()
}
