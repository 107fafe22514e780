//! Watching what is used, without async.

use std::time::Duration;

use computesdk_model::Result;

use super::runtime::Runtime;
use crate::Stats;

/// As [`StartMonitor`](crate::StartMonitor): set options, then
/// [`start`](StartMonitor::start).
#[must_use = "a monitor starts by `start`"]
#[derive(Debug)]
pub struct StartMonitor {
    start: crate::StartMonitor,
    runtime: Runtime,
}

impl StartMonitor {
    pub(super) fn new(start: crate::StartMonitor, runtime: Runtime) -> Self {
        StartMonitor { start, runtime }
    }

    /// See [`StartMonitor::interval`](crate::StartMonitor::interval).
    pub fn interval(mut self, interval: Duration) -> Self {
        self.start = self.start.interval(interval);
        self
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::monitor`](crate::Sandbox::monitor); `InvalidArgument` inside an
    /// async runtime.
    pub fn start(self) -> Result<Monitor> {
        let monitor = self.runtime.wait(self.start)?;
        let runtime = self.runtime;
        Ok(Monitor { monitor, runtime })
    }
}

/// As [`Monitor`](crate::Monitor), as an iterator that waits.
#[derive(Debug)]
pub struct Monitor {
    monitor: crate::Monitor,
    runtime: Runtime,
}

impl Iterator for Monitor {
    type Item = Result<Stats>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.wait(self.monitor.next()).transpose()
    }
}
