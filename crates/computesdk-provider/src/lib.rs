//! The primitives that every provider offers. Everything that ComputeSDK does
//! for its users is built on these and on nothing else.
//!
//! # Writing a provider
//!
//! Implement [`Provider::create`] and the methods of [`Sandbox`] and [`Files`]. The rules:
//!
//! 1. **A command is whole.** [`CommandSpec`] has all there is to know: no
//!    default of yours may add to its environment or change its directory.
//! 2. **Output is bytes**, complete and in order within each stream. A stream
//!    ends once the command itself has exited and everything written until
//!    then was read, also when processes that it left behind hold it open.
//!    What was written can still be read after the exit is known.
//! 3. **A slow reader slows the writer.** Nothing buffers without bound.
//! 4. **Dropping is cancelling.** A dropped [`ProcessControl`] whose `wait` has
//!    not returned kills the command and everything it started. A dropped
//!    future of any method leaves nothing half-made. A dropped [`Sandbox`]
//!    ends like a destroyed one. Dropping may happen outside of any async
//!    runtime; everything else happens inside one.
//! 5. **What you cannot do is [`Error::Unsupported`]**, with your name and the
//!    capability in it; never a silent substitute.
//! 6. **An end is final.** Once a sandbox has ended, for whatever reason, its
//!    methods fail with [`Error::SandboxGone`]; only `id`, `base_env` and
//!    `destroy` still answer. Its commands end too: their streams end, and
//!    `wait` tells of a SIGKILL or fails with [`Error::SandboxGone`].
//! 7. **What happens by itself is told**, to the [`Observer`] that the sandbox was given:
//!    its end, and what its network was asked for. Nobody else could know.
//!
//! A method with a body is built on the others, or says that you cannot do it:
//! replace it where you can do better.
//!
//! What every sandbox has: a POSIX shell as `/bin/sh` with the usual tools, and
//! the writable directories `/home/user` and `/tmp`.
//!
//! The suite in `computesdk-conformance` holds a provider to them.

mod bulk;
mod connector;
mod files;
mod observer;
mod process;
mod sandbox;

pub use async_trait::async_trait;
pub use bulk::io_error;
pub use computesdk_model as model;
pub use connector::{Connection, Connector, Duplex};
pub use files::{FileWriter, Files, OpenFile, Range, Stream, TreeWriter};
pub use observer::Observer;
pub use process::{KillScope, Process, ProcessControl, Reader, Writer};
pub use sandbox::{Provider, Sandbox};

#[cfg(doc)]
use computesdk_model::{CommandSpec, Error};
