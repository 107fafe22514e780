//! A command whose end is to be told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use computesdk_model::{Error, EventKind, ExitStatus, LimitKind, Outcome, Result};

use super::Emitter;
use crate::exec::{Ended, outcome};

/// Tells of the end of a command, once: also where its caller lets go of it before, which
/// kills it.
#[derive(Debug)]
pub(crate) struct Running {
    emitter: Arc<Emitter>,
    /// Where its start was told.
    number: Option<u64>,
    pid: u32,
    since: Instant,
    told: bool,
}

impl Running {
    pub(super) fn new(
        emitter: Arc<Emitter>,
        number: Option<u64>,
        pid: u32,
        since: Instant,
    ) -> Running {
        Running {
            emitter,
            number,
            pid,
            since,
            told: false,
        }
    }

    /// Tells how it ended, and whether output was thrown away.
    pub(crate) fn ended(mut self, ended: &Result<Ended>, truncated: bool) {
        match ended {
            Ok(ended) => {
                let (status, limit) = (Some(ended.exit.status), ended.exit.limit);
                self.tell(limit, status, outcome(ended, truncated), ended.elapsed);
            }
            Err(Error::SandboxGone(_)) => self.tell_gone(self.emitter.outcome_of_gone()),
            Err(_) => self.tell_gone(Outcome::EngineFailure),
        }
    }

    /// How it ended nobody knows.
    fn tell_gone(&mut self, outcome: Outcome) {
        self.tell(None, None, outcome, self.since.elapsed());
    }

    fn tell(
        &mut self,
        limit: Option<LimitKind>,
        status: Option<ExitStatus>,
        outcome: Outcome,
        execution_time: Duration,
    ) {
        self.told = true;
        let (pid, meter) = (self.pid, self.emitter.meter());
        limit.inspect(|limit| meter.limit_hit(*limit));
        meter.exec(outcome, execution_time);
        tracing::debug!(
            sandbox = %self.emitter.sandbox(),
            command = pid,
            exit_code = status.map(ExitStatus::code),
            %outcome,
            elapsed = ?execution_time,
            "command ended"
        );
        let limit = limit.map(|limit| EventKind::LimitHit { pid, limit });
        let end = EventKind::ExecEnded {
            pid,
            exit_code: status.map(ExitStatus::code),
            signal: status.and_then(ExitStatus::signal),
            outcome,
            execution_time,
        };
        self.emitter.ended(self.number, limit, end);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.told {
            self.tell_gone(Outcome::KilledByCaller);
        }
    }
}
