//! Many sandboxes: at once, alive together, and one after another.

mod burst;
mod sustained;
mod thousand;

use serde::Serialize;

pub(crate) use burst::Burst;
pub(crate) use sustained::Sustained;
pub(crate) use thousand::Thousand;

/// What was measured of crowds.
#[derive(Serialize)]
pub(crate) struct Crowds {
    pub(crate) burst: Burst,
    pub(crate) thousand: Thousand,
    /// None where the floor was not built.
    pub(crate) sustained: Option<Sustained>,
}

pub(crate) async fn measure(rounds: usize) -> anyhow::Result<Crowds> {
    Ok(Crowds {
        burst: burst::measure(rounds).await?,
        sustained: sustained::measure(rounds).await?,
        thousand: thousand::measure().await?,
    })
}
