//! What was used, from two looks at the processes.

use std::time::Duration;

use computesdk_model::ProcessInfo;
use tokio::time::Instant;

/// What a process tree or a sandbox uses.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Stats {
    /// Share of one processor since the last time, in percent: above 100 where
    /// more than one is busy.
    pub cpu_percent: f64,
    /// Processor time in all, that of ended children included.
    pub cpu_time: Duration,
    /// Resident memory, bytes.
    pub memory: u64,
    /// Processes that have not been waited for.
    pub processes: usize,
    /// Threads.
    pub threads: usize,
    /// Bytes read from disks by the processes there are.
    pub disk_read: u64,
    /// Bytes written to disks by them.
    pub disk_written: u64,
}

/// What had been used at one moment.
#[derive(Debug)]
pub(super) struct Totals {
    taken: Instant,
    stats: Stats,
}

impl Totals {
    /// Of these processes, when this was taken.
    pub(super) fn of(taken: Instant, members: &[&ProcessInfo]) -> Totals {
        let sum = |of: fn(&ProcessInfo) -> u64| members.iter().map(|process| of(process)).sum();
        let cpu_time = members
            .iter()
            .map(|process| process.cpu_time() + process.children_time);
        Totals {
            taken,
            stats: Stats {
                cpu_percent: 0.0,
                cpu_time: cpu_time.sum(),
                memory: sum(|process| process.memory),
                processes: members.len(),
                threads: members.iter().map(|process| process.threads as usize).sum(),
                disk_read: sum(|process| process.disk_read.unwrap_or_default()),
                disk_written: sum(|process| process.disk_written.unwrap_or_default()),
            },
        }
    }

    /// With what was used of the processor since then. An orphan takes its time
    /// along when it ends: the sum may have become smaller.
    pub(super) fn since(&self, before: &Totals) -> Stats {
        let elapsed = self.taken.duration_since(before.taken);
        let used = self.stats.cpu_time.saturating_sub(before.stats.cpu_time);
        Stats {
            cpu_percent: 100.0 * used.as_secs_f64() / elapsed.as_secs_f64().max(f64::MIN_POSITIVE),
            ..self.stats.clone()
        }
    }
}
