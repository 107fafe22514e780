//! What is measured in turns.

mod bare;
mod bubblewrap;
mod cycle;
mod exec;
pub(crate) mod first;
mod limited;
mod oci;
mod pooled;
mod primitive;
mod ps;

use std::time::Duration;

use async_trait::async_trait;

pub(crate) use bare::Bare;
pub(crate) use bubblewrap::Bubblewrap;
pub(crate) use cycle::Cycle;
pub(crate) use exec::{Exec, run_true};
pub(crate) use first::First;
pub(crate) use limited::Limited;
pub(crate) use oci::Oci;
pub(crate) use pooled::Pooled;
pub(crate) use primitive::Primitive;
pub(crate) use ps::{HostPs, Ps};

/// The program that is run everywhere: it does nothing, so that all time is the
/// sandbox's and the system's.
pub(crate) const TRUE: &str = "/bin/true";

/// What a measurement is of: the key of a row in the report.
pub(crate) type Name = &'static str;

/// What one run took, whole and in parts.
type Laps = Vec<(Name, Duration)>;

/// Something that is run again and again, and takes its own time.
#[async_trait]
pub(crate) trait Case: Send {
    async fn run(&mut self) -> anyhow::Result<Laps>;
}
