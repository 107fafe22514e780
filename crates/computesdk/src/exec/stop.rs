//! When a command must end before it ends by itself.

use std::future::{Future, pending, ready};
use std::pin::pin;
use std::time::Duration;

use computesdk_model::{
    AbortError, Error, ExecResult, Exit, ExitStatus, Outcome, Program, Result, Signal,
    TimeoutError, Usage,
};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::supervise::PATIENCE;

/// Why a command was ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Early {
    /// It ran longer than this.
    TimedOut(Duration),
    /// Its caller cancelled it.
    Aborted,
}

impl Early {
    /// What it means for the command.
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Early::TimedOut(_) => Outcome::TimeLimit,
            Early::Aborted => Outcome::KilledByCaller,
        }
    }

    /// The error that tells of it. There is no result where it had not
    /// started.
    pub(crate) fn into_error(self, command: &Program, result: Option<ExecResult>) -> Error {
        let command = command.display();
        match self {
            Early::Aborted => AbortError { command, result }.into(),
            Early::TimedOut(timeout) => TimeoutError {
                command,
                timeout,
                result: result.unwrap_or_else(|| {
                    let mut result = ExecResult::new(killed(), timeout, None);
                    result.outcome = self.outcome();
                    result
                }),
                hints: Vec::new(),
            }
            .into(),
        }
    }
}

/// The end of a command that was killed and of which nothing more is known.
pub(crate) fn killed() -> Exit {
    Exit {
        status: ExitStatus::Signaled(Signal::KILL),
        oom_killed: false,
        limit: None,
        usage: Usage::default(),
    }
}

/// The caller's timeout and cancellation token. The clock runs from its making.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    started: Instant,
    timeout: Option<Duration>,
    cancel: Option<CancellationToken>,
    /// Time between SIGTERM and SIGKILL; `None` sends SIGKILL at once.
    pub(crate) grace: Option<Duration>,
}

impl Stop {
    pub(crate) fn new(
        timeout: Option<Duration>,
        cancel: Option<CancellationToken>,
        grace: Option<Duration>,
    ) -> Self {
        Stop {
            started: Instant::now(),
            timeout,
            cancel,
            grace,
        }
    }

    /// When the call began.
    pub(crate) fn began(&self) -> std::time::Instant {
        self.started.into_std()
    }

    /// Time since the call began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Returns once the command must end; for ever pending where nothing asks
    /// for that.
    pub(crate) async fn requested(&self) -> Early {
        tokio::select! {
            biased;
            () = cancelled(self.cancel.as_ref()) => Early::Aborted,
            timeout = after(self.started, self.timeout) => Early::TimedOut(timeout),
        }
    }

    /// Does what comes before the command runs, unless it must end first. What has
    /// begun is not given up at once: a command may run before that is known here,
    /// and what it writes until it ends belongs to the error.
    pub(crate) async fn before<T>(
        &self,
        command: &Program,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        tokio::select! {
            biased;
            early = self.requested() => return Err(early.into_error(command, None)),
            () = ready(()) => {}
        }
        let mut work = pin!(work);
        tokio::select! {
            biased;
            done = &mut work => done,
            early = self.requested() => match timeout(PATIENCE, work).await {
                Ok(done) => done,
                Err(_) => Err(early.into_error(command, None)),
            },
        }
    }
}

async fn cancelled(token: Option<&CancellationToken>) {
    match token {
        Some(token) => token.cancelled().await,
        None => pending().await,
    }
}

async fn after(started: Instant, timeout: Option<Duration>) -> Duration {
    // A timeout beyond what the clock can hold never comes.
    match timeout.and_then(|timeout| Some((timeout, started.checked_add(timeout)?))) {
        Some((timeout, deadline)) => {
            sleep_until(deadline).await;
            timeout
        }
        None => pending().await,
    }
}
