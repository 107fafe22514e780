//! What happens to sandboxes, told as it happens.

mod birth;
mod channel;
mod emitter;
mod running;
mod stream;
mod subscription;

use std::sync::Arc;

pub(crate) use birth::{Holder, Made, make};
pub(crate) use emitter::Emitter;
pub(crate) use running::Running;
pub use stream::Events;
pub use subscription::Subscription;

use computesdk_model::{EventName, Result, SandboxEvent};

use crate::compute::Compute;
use crate::sandbox::Sandbox;
use channel::Channel;

/// The events of all sandboxes of a [`Compute`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Everything(Arc<Channel>);

impl Everything {
    fn listen(&self) -> Events {
        Events::of_all(self.0.listen())
    }
}

impl Sandbox {
    /// What happens to it from now on: commands start and end, limits are met, the
    /// network is refused, and in the end it is [`Destroyed`], by whatever way. That is
    /// the last one.
    ///
    /// [`Destroyed`]: crate::EventKind::Destroyed
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) {
    /// use computesdk::EventKind;
    ///
    /// let mut events = sandbox.events();
    /// tokio::spawn(async move {
    ///     while let Some(event) = events.next().await {
    ///         match event.kind {
    ///             EventKind::EgressDenied { event } => println!("{event}"),
    ///             EventKind::Destroyed { reason } => println!("gone: {reason}"),
    ///             _ => {}
    ///         }
    ///     }
    /// });
    /// # }
    /// ```
    pub fn events(&self) -> Events {
        self.emitter().listen()
    }

    /// Calls this for each event of this name from now on, until what is given back is
    /// dropped. It is called by a task of the runtime, one event after the other, and
    /// must not block that.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` outside of an async runtime.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::EventName;
    ///
    /// sandbox.on(EventName::LimitHit, |event| eprintln!("{event}"))?.detach();
    /// # Ok(()) }
    /// ```
    pub fn on(
        &self,
        name: EventName,
        callback: impl FnMut(SandboxEvent) + Send + 'static,
    ) -> Result<Subscription> {
        Subscription::new(self.events(), name, callback)
    }
}

impl Compute {
    /// What happens to all of its sandboxes from now on, those included that are made
    /// later: only here it is told that one was made. It ends when this and all of the
    /// sandboxes are gone.
    ///
    /// ```no_run
    /// # async fn example(compute: computesdk::Compute) -> computesdk::Result<()> {
    /// let mut events = compute.events();
    /// let sandbox = compute.sandbox("local").await?;
    /// let created = events.next().await.expect("one was made");
    /// assert_eq!(&created.sandbox, sandbox.id());
    /// println!("{created}"); // local-4711-1: created: by local
    /// # Ok(()) }
    /// ```
    pub fn events(&self) -> Events {
        self.everything().listen()
    }

    /// As [`Sandbox::on`], for all of its sandboxes.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// ```no_run
    /// # async fn example(compute: computesdk::Compute) -> computesdk::Result<()> {
    /// use computesdk::EventName;
    ///
    /// let watched = compute.on(EventName::Destroyed, |event| eprintln!("{event}"))?;
    /// compute.sandbox("local").await?.destroy().await?;
    /// drop(watched);
    /// # Ok(()) }
    /// ```
    pub fn on(
        &self,
        name: EventName,
        callback: impl FnMut(SandboxEvent) + Send + 'static,
    ) -> Result<Subscription> {
        Subscription::new(self.events(), name, callback)
    }
}
