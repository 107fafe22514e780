//! What happens to sandboxes, without async.

use computesdk_model::{EventName, Result, SandboxEvent};

use super::runtime::Runtime;
use super::{Compute, Sandbox};
use crate::Subscription;

/// As [`Events`](crate::Events), as an iterator that waits. An item is an error inside an
/// async runtime, which it would block.
#[must_use = "events are for whoever reads them"]
#[derive(Debug)]
pub struct Events {
    events: crate::Events,
    runtime: Runtime,
}

impl Iterator for Events {
    type Item = Result<SandboxEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = async { Ok(self.events.next().await) };
        self.runtime.wait(next).transpose()
    }
}

impl Sandbox {
    /// See [`Sandbox::events`](crate::Sandbox::events).
    ///
    /// ```no_run
    /// # fn example(sandbox: computesdk::blocking::Sandbox) -> computesdk::Result<()> {
    /// for event in sandbox.events() {
    ///     println!("{}", event?);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn events(&self) -> Events {
        let events = self.sandbox.events();
        let runtime = self.runtime.clone();
        Events { events, runtime }
    }

    /// See [`Sandbox::on`](crate::Sandbox::on). It is called by the thread that does the
    /// work of this API: it must neither block nor call it.
    pub fn on(
        &self,
        name: EventName,
        callback: impl FnMut(SandboxEvent) + Send + 'static,
    ) -> Result<Subscription> {
        let runtime = self.runtime.handle()?;
        let _inside = runtime.enter();
        self.sandbox.on(name, callback)
    }
}

impl Compute {
    /// See [`Compute::events`](crate::Compute::events).
    pub fn events(&self) -> Events {
        let events = self.compute.events();
        let runtime = self.runtime.clone();
        Events { events, runtime }
    }

    /// See [`Compute::on`](crate::Compute::on). It is called as by [`Sandbox::on`].
    pub fn on(
        &self,
        name: EventName,
        callback: impl FnMut(SandboxEvent) + Send + 'static,
    ) -> Result<Subscription> {
        let runtime = self.runtime.handle()?;
        let _inside = runtime.enter();
        self.compute.on(name, callback)
    }
}
