//! The runtime behind the blocking API.

use std::future::IntoFuture;
use std::sync::Arc;

use computesdk_model::{EngineError, Hint, InvalidArgumentError, Result};
use tokio::runtime::{Builder, Handle};

/// A runtime of our own, shared by everything that one `Compute` makes.
#[derive(Clone, Debug)]
pub(super) struct Runtime(Arc<Owned>);

/// `None` only while it is dropped.
#[derive(Debug)]
struct Owned(Option<tokio::runtime::Runtime>);

impl Runtime {
    pub(super) fn new() -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("computesdk")
            .enable_all()
            .build()
            .map_err(|cause| EngineError::new("start the async runtime").cause(cause))?;
        Ok(Runtime(Arc::new(Owned(Some(runtime)))))
    }

    /// Waits for a call of the async API.
    pub(super) fn wait<T>(&self, call: impl IntoFuture<Output = Result<T>>) -> Result<T> {
        match &self.0.0 {
            Some(runtime) if Handle::try_current().is_err() => runtime.block_on(call.into_future()),
            _ => Err(inside_async()),
        }
    }
}

impl Runtime {
    /// For waits that are not ours to make.
    pub(super) fn handle(&self) -> Result<Handle> {
        match &self.0.0 {
            Some(runtime) => Ok(runtime.handle().clone()),
            None => Err(inside_async()),
        }
    }
}

fn inside_async() -> computesdk_model::Error {
    let reason = "it was called inside an async runtime, which it would block";
    let mut error = InvalidArgumentError::new("use of computesdk::blocking", reason);
    error.hints = vec![Hint::new(
        "use the async API there, or call this from a thread made by std::thread::spawn",
    )];
    error.into()
}

impl Drop for Owned {
    /// An async context may drop this too, so nothing may wait here.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
