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
//! Builders and options are those of the async API; `create` and `run` stand
//! where that awaits. Inside an async runtime every call that would wait is an
//! [`Error::InvalidArgument`](crate::Error::InvalidArgument): use
//! [`Compute`](crate::Compute) there.

mod compute;
mod exec;
mod runtime;
mod sandbox;

pub use compute::{Compute, SandboxBuilder, create_compute};
pub use exec::Exec;
pub use sandbox::Sandbox;
