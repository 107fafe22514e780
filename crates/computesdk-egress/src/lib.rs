//! What leaves a sandbox by the network.
//!
//! The network namespace of a sandbox has no way out: every address is local in it. What
//! is sent to any but its own loopback reaches sockets that were made in the namespace
//! and are held here, on the host side. A [`Relay`] reads from them what was wanted,
//! asks the rules, and dials in the name of the sandbox, or refuses and says why.
//!
//! - **Names** are answered with made-up addresses, one for each name that rules cover.
//!   A connection to one of these tells its name, whatever else its address stands for.
//!   What the name really leads to is resolved here when it is dialled, so nothing that a
//!   sandbox was told can be rebound.
//! - **Private addresses**, those of the host included, are refused wherever a name leads
//!   there, unless a rule names them.
//! - **What is said** first on a connection must not ask for another name than rules
//!   allow: each request of plain HTTP, and the greeting of TLS. TLS is not opened.
//!
//! Nothing here trusts a byte that a sandbox sends.

mod addresses;
mod carry;
mod connection;
mod datagrams;
mod dial;
mod dns;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod http;
mod log;
mod names;
mod opening;
mod packet;
mod pipes;
mod purpose;
mod relay;
mod spare;
mod state;
mod weaken;

pub use pipes::ignore_closed_sockets;
pub use relay::{Relay, Sockets};
#[cfg(feature = "weaken")]
pub use weaken::leave_out;
