//! The local provider: real sandboxes on the user's own machine.
//!
//! This is the host side of the engine. It starts the spawner (the program that
//! `computesdk-init` carries), asks it for sandboxes, and talks to the init of
//! each over a socket of its own. Bytes of commands flow through pipes that init
//! passes out; nothing copies them in between. There is no unsafe code here:
//! what needs it happens in the spawner.

pub mod doctor;

mod engine;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod host;
mod options;
mod provider;
mod sandbox;

pub use options::LocalOptions;
pub use provider::LocalProvider;

/// Most mounts of one sandbox.
pub const MAX_MOUNTS: usize = 64;
