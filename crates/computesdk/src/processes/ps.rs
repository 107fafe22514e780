//! A list of processes about to be made.

use std::fmt;
use std::future::IntoFuture;

use computesdk_model::{ProcessInfo, ProcessQuery, Result};

use crate::exec::ResultFuture;
use crate::sandbox::Sandbox;

/// A list of processes about to be made: what [`Sandbox::ps`] makes. Set a filter,
/// then `.await` it.
#[must_use = "the list is made when this is awaited"]
pub struct Ps {
    sandbox: Sandbox,
    query: ProcessQuery,
    wanted: Option<Box<Wanted>>,
}

type Wanted = dyn Fn(&ProcessInfo) -> bool + Send;

impl Ps {
    pub(super) fn new(sandbox: Sandbox) -> Self {
        Ps {
            sandbox,
            query: ProcessQuery::default(),
            wanted: None,
        }
    }

    /// Only those of these ids, where they are there.
    pub fn pids(mut self, pids: impl IntoIterator<Item = u32>) -> Self {
        self.query.pids = Some(pids.into_iter().collect());
        self
    }

    /// What each has had read from disks and written to them too. That is not told
    /// unless it is asked for: it makes the list a third slower.
    pub fn disk(mut self) -> Self {
        self.query.disk = true;
        self
    }

    /// Only those for which this holds.
    pub fn filter(mut self, wanted: impl Fn(&ProcessInfo) -> bool + Send + 'static) -> Self {
        self.wanted = Some(match self.wanted.take() {
            Some(before) => Box::new(move |process| before(process) && wanted(process)),
            None => Box::new(wanted),
        });
        self
    }

    async fn list(self) -> Result<Vec<ProcessInfo>> {
        let mut processes = self.sandbox.alive()?.processes(self.query).await?;
        let waiting = self.sandbox.standbys().pids();
        processes.retain(|process| !waiting.contains(&process.pid));
        if let Some(wanted) = self.wanted {
            processes.retain(|process| wanted(process));
        }
        Ok(processes)
    }
}

impl IntoFuture for Ps {
    type Output = Result<Vec<ProcessInfo>>;
    type IntoFuture = ResultFuture<Vec<ProcessInfo>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.list())
    }
}

impl fmt::Debug for Ps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ps")
            .field("sandbox", &self.sandbox)
            .finish_non_exhaustive()
    }
}
