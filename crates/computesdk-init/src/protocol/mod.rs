//! What the library, the spawner and the init of a sandbox say to each other.
//!
//! Messages travel over SEQPACKET sockets, one per packet, so they need no
//! framing. Both sides are built from this one source, so they need no version.
//! The host decodes what comes out of a sandbox's init with care all the same:
//! decoding never panics and never allocates more than it was sent.

mod codec;
mod failure;
pub mod files;
mod init;
mod limits;
mod spawner;

pub use codec::{Decode, Encode, decode, encode};
pub use failure::Failure;
pub use init::*;
pub use limits::*;
pub use spawner::*;

/// Longest packet. What is longer travels in a memory file whose descriptor
/// comes with an empty packet of kind [`IN_FILE`].
pub const MAX_PACKET: usize = 64 * 1024;

/// First and only byte of a packet whose message is in a file.
pub const IN_FILE: u8 = 0xff;
