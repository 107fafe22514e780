//! Waiting for a command, and ending it when its time is up.

use std::time::Duration;

use computesdk_model::{Exit, Result, Signal};
use computesdk_provider::{KillScope, ProcessControl};
use tokio::time::{Instant, sleep_until};

use super::request::Request;
use super::sent::Sent;
use super::stop::{Early, Stop, killed};

/// How long a killed command may take to go. The kernel kills at once, but a
/// process that hangs in a driver goes only when the driver lets it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// How a command ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    pub(crate) exit: Exit,
    /// Why it was ended, where it did not end by itself.
    pub(crate) early: Option<Early>,
    /// Ended by a signal that its caller had sent.
    pub(crate) by_caller: bool,
    pub(crate) elapsed: Duration,
}

#[derive(Debug)]
enum Stage {
    Running,
    /// SIGTERM was sent; SIGKILL follows then.
    Terminating(Instant),
    /// SIGKILL was sent; nobody waits longer than that.
    Killing(Instant),
}

/// Watches over one command. Its progress is kept here, so that [`run`] may be
/// dropped and called again.
///
/// [`run`]: Supervisor::run
#[derive(Debug)]
pub(crate) struct Supervisor {
    stop: Stop,
    stage: Stage,
    early: Option<Early>,
    /// What the caller has sent by hand.
    sent: Sent,
}

impl Supervisor {
    pub(crate) fn new(stop: Stop, sent: Sent) -> Self {
        Supervisor {
            stop,
            stage: Stage::Running,
            early: None,
            sent,
        }
    }

    /// Does what the caller asks for by hand.
    pub(crate) fn serve(&mut self, request: Request, control: &dyn ProcessControl) {
        if let Request::Signal(signal, _) = request {
            self.sent.add(signal);
        }
        request.serve(control);
    }

    /// The caller's wishes.
    pub(crate) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Waits until the command has ended, by itself or because it must.
    pub(crate) async fn run(&mut self, control: &mut dyn ProcessControl) -> Result<Ended> {
        loop {
            tokio::select! {
                biased;
                exit = control.wait() => return self.ended(control, exit?),
                due = due(&self.stage, &self.stop) => self.early = self.early.or(due),
            }
            self.stage = match (&self.stage, self.stop.grace) {
                (Stage::Running, Some(grace)) => {
                    control.signal(Signal::TERM, KillScope::Job)?;
                    Stage::Terminating(from_now(grace))
                }
                (Stage::Running | Stage::Terminating(_), _) => {
                    control.signal(Signal::KILL, KillScope::Job)?;
                    Stage::Killing(from_now(PATIENCE))
                }
                (Stage::Killing(_), _) => return self.ended(control, killed()),
            };
        }
    }

    fn ended(&self, control: &dyn ProcessControl, exit: Exit) -> Result<Ended> {
        // The command heeded SIGTERM; what it started may not have.
        if matches!(self.stage, Stage::Terminating(_)) {
            control.signal(Signal::KILL, KillScope::Job)?;
        }
        Ok(Ended {
            exit,
            early: self.early,
            by_caller: exit
                .status
                .signal()
                .is_some_and(|by| self.sent.contains(by)),
            elapsed: self.stop.elapsed(),
        })
    }
}

/// Returns when the stage is over, with the reason where it is a new one.
async fn due(stage: &Stage, stop: &Stop) -> Option<Early> {
    match stage {
        Stage::Running => Some(stop.requested().await),
        Stage::Terminating(until) | Stage::Killing(until) => {
            sleep_until(*until).await;
            None
        }
    }
}

/// A grace beyond what the clock can hold is as good as a year.
fn from_now(delay: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    Instant::now() + delay.min(YEAR)
}
