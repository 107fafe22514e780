//! Watching what a sandbox, or a process of it, uses.

mod snapshots;
mod stats;
mod tree;

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use computesdk_model::{Error, InvalidArgumentError, Result};
use futures_core::Stream;
use tokio::time::{Interval, MissedTickBehavior, interval_at};

pub(crate) use snapshots::Snapshots;
pub use stats::Stats;

use crate::exec::ResultFuture;
use crate::processes::not_found;
use crate::sandbox::Sandbox;
use snapshots::Snapshot;
use stats::Totals;
use tree::Watched;

/// How often it is looked, unless told otherwise.
const INTERVAL: Duration = Duration::from_secs(1);
/// More often the kernel's own count does not move: it counts in 10 ms.
const SHORTEST: Duration = Duration::from_millis(10);

impl Sandbox {
    /// Watches a process and all that descends from it: processor, memory, disk
    /// and the number of processes, [once a second](StartMonitor::interval), until
    /// the process has ended.
    ///
    /// # Errors
    ///
    /// `NotFound` of kind `Process` where there is none of this id;
    /// `InvalidArgument` for an interval below 10 ms; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let mut monitor = sandbox.monitor(1234).await?;
    /// while let Some(stats) = monitor.next().await? {
    ///     println!("CPU {:.1} %, {} MiB", stats.cpu_percent, stats.memory >> 20);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn monitor(&self, pid: u32) -> StartMonitor {
        StartMonitor::new(self.clone(), Some(pid))
    }

    /// Watches all of the sandbox's processes, as [`monitor`](Sandbox::monitor)
    /// one of them, until the sandbox ends.
    ///
    /// # Errors
    ///
    /// As [`monitor`](Sandbox::monitor).
    pub fn monitor_all(&self) -> StartMonitor {
        StartMonitor::new(self.clone(), None)
    }
}

/// A monitor about to start: what [`Sandbox::monitor`] makes. Set options, then
/// `.await` it.
#[must_use = "a monitor starts when this is awaited"]
#[derive(Debug)]
pub struct StartMonitor {
    sandbox: Sandbox,
    pid: Option<u32>,
    interval: Duration,
}

impl StartMonitor {
    fn new(sandbox: Sandbox, pid: Option<u32>) -> Self {
        StartMonitor {
            sandbox,
            pid,
            interval: INTERVAL,
        }
    }

    /// Time between two looks, at least 10 ms; a second unless told otherwise.
    /// Monitors of one sandbox look together and share what each sees: the first
    /// look comes after half of this to one and a half of it, and a look may be
    /// older than it was asked for by a quarter.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    async fn start(self) -> Result<Monitor> {
        if self.interval < SHORTEST {
            let reason = format!("{:?} is shorter than {SHORTEST:?}", self.interval);
            return Err(invalid(reason));
        }
        let looking = Looking {
            max_age: self.interval / 4,
            sandbox: self.sandbox,
        };
        let snapshot = looking.look(Duration::ZERO).await?;
        let families = &snapshot.families;
        let watched = match self.pid {
            None => Watched::All,
            Some(pid) => Watched::tree(pid, families).ok_or_else(|| not_found(pid))?,
        };
        let first = looking.sandbox.snapshots().first_look(self.interval);
        let first = first.ok_or_else(|| invalid(format!("{:?} never passes", self.interval)))?;
        let mut ticks = interval_at(first, self.interval);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let members = watched.members(families).unwrap_or_default();
        Ok(Monitor {
            before: Totals::of(snapshot.taken, &members),
            state: State::Waiting(looking),
            watched,
            ticks,
        })
    }
}

fn invalid(reason: String) -> Error {
    InvalidArgumentError::new("interval", reason).into()
}

impl IntoFuture for StartMonitor {
    type Output = Result<Monitor>;
    type IntoFuture = ResultFuture<Monitor>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.start())
    }
}

/// What a process tree or a sandbox uses, over and over: read it by
/// [`next`](Monitor::next), or as a [`Stream`]. Dropped, it stops.
pub struct Monitor {
    state: State,
    watched: Watched,
    before: Totals,
    ticks: Interval,
}

enum State {
    Waiting(Looking),
    Looking(ResultFuture<(Looking, Snapshot)>),
    Over,
}

struct Looking {
    sandbox: Sandbox,
    max_age: Duration,
}

impl Looking {
    async fn look(&self, max_age: Duration) -> Result<Snapshot> {
        self.sandbox
            .snapshots()
            .recent(&self.sandbox, max_age)
            .await
    }
}

impl Monitor {
    /// What was used since the last time; `None` once what is watched has ended.
    /// Safe to use in `select!`: nothing is lost when it is dropped.
    ///
    /// # Errors
    ///
    /// `Engine` where the provider cannot tell. The end of the sandbox is none.
    pub async fn next(&mut self) -> Result<Option<Stats>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }

    fn see(&mut self, snapshot: &Snapshot) -> Option<Stats> {
        let members = self.watched.members(&snapshot.families)?;
        let now = Totals::of(snapshot.taken, &members);
        let stats = now.since(&self.before);
        self.before = now;
        Some(stats)
    }
}

impl Stream for Monitor {
    type Item = Result<Stats>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match &mut this.state {
                State::Over => return Poll::Ready(None),
                State::Waiting(_) => {
                    ready!(this.ticks.poll_tick(cx));
                    if let State::Waiting(looking) = std::mem::replace(&mut this.state, State::Over)
                    {
                        this.state = State::Looking(Box::pin(async move {
                            let snapshot = looking.look(looking.max_age).await?;
                            Ok((looking, snapshot))
                        }));
                    }
                }
                State::Looking(look) => {
                    let looked = ready!(look.as_mut().poll(cx));
                    this.state = State::Over;
                    match looked {
                        Err(Error::SandboxGone(_)) => {}
                        Err(error) => return Poll::Ready(Some(Err(error))),
                        Ok((looking, snapshot)) => {
                            if let Some(stats) = this.see(&snapshot) {
                                this.state = State::Waiting(looking);
                                return Poll::Ready(Some(Ok(stats)));
                            }
                        }
                    }
                }
            }
        }
    }
}

impl fmt::Debug for Monitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Monitor")
            .field("watched", &self.watched)
            .finish_non_exhaustive()
    }
}
