//! The same API without async, for programs that have no runtime.
//!
//! ```no_run
//! fn main() -> computesdk::Result<()> {
//!     let compute = computesdk::blocking::create_compute()?;
//!     let sandbox = compute.sandbox("local").create()?;
//!     let result = sandbox.exec("echo Hello").run()?;
//!     assert_eq!(result.stdout, "Hello\n");
//!     Ok(())
//! }
//! ```
//!
//! Builders and options are those of the async API; `create`, `run` and `start`
//! stand where that awaits. Inside an async runtime every call that would wait is an
//! [`Error::InvalidArgument`](crate::Error::InvalidArgument): use
//! [`Compute`](crate::Compute) there.

mod background;
mod compute;
mod events;
mod exec;
mod files;
mod monitor;
mod ports;
mod runtime;
mod sandbox;

pub use background::{BackgroundProcess, Follow};
pub use compute::{Compute, SandboxBuilder, create_compute};
pub use events::Events;
pub use exec::Exec;
pub use files::{Archive, FileCall, FileReader, FileWriter, StartWatch, Watch};
pub use monitor::{Monitor, StartMonitor};
pub use ports::Publish;
pub use sandbox::Sandbox;
