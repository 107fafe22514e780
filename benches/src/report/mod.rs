//! What came of it.

mod crowds;
mod files;
mod languages;
mod network;
mod row;
mod table;
mod timing;

use serde::Serialize;

use crate::crowds::Crowds;
use crate::files::Files;
use crate::languages::Times;
use crate::machine::Machine;
use crate::memory::Memory;
use crate::monitors::Monitors;
use crate::network::Network;
use crate::stream::Stream;

pub(crate) use timing::Timing;

/// All figures: as they are written to JSON, and the source of the tables.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) timings: Vec<Timing>,
    /// This and what follows: `None` where it was not measured.
    pub(crate) stream: Option<Stream>,
    pub(crate) memory: Option<Memory>,
    pub(crate) monitors: Option<Monitors>,
    pub(crate) files: Option<Files>,
    pub(crate) crowds: Option<Crowds>,
    pub(crate) network: Option<Network>,
    pub(crate) languages: Option<Vec<Times>>,
}
