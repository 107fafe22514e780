//! From how a command ended to what its caller gets.

use computesdk_model::{ExecResult, ExecutionError, Outcome, Program, Result};

use super::capture::Capture;
use super::supervise::Ended;
use crate::hints;
use crate::sandbox::SandboxReach;

/// What is known of a command beside its end.
#[derive(Debug)]
pub(crate) struct Finish {
    pub(crate) command: Program,
    pub(crate) pid: u32,
    pub(crate) unchecked: bool,
    pub(crate) reach: SandboxReach,
}

impl Finish {
    /// The result, or the error that carries it. Output is `None` where the
    /// caller read it.
    pub(crate) fn conclude(
        &self,
        ended: Ended,
        output: Option<(Capture, Capture)>,
    ) -> Result<ExecResult> {
        let mut result = ExecResult::new(ended.exit, ended.elapsed, Some(self.pid));
        if let Some((stdout, stderr)) = output {
            result.truncated = stdout.truncated() || stderr.truncated();
            result.stdout = stdout.into_output();
            result.stderr = stderr.into_output();
        }
        result.outcome = outcome(&ended, result.truncated);
        if let Some(early) = ended.early {
            return Err(early.into_error(&self.command, Some(result)));
        }
        if result.success() || self.unchecked {
            return Ok(result);
        }
        Err(ExecutionError {
            command: self.command.display(),
            hints: hints::for_result(&self.command, &result, &self.reach),
            result,
        }
        .into())
    }
}

/// Why the command ended, as the caller's side knows more of it than the
/// provider's.
pub(crate) fn outcome(ended: &Ended, truncated: bool) -> Outcome {
    match (ended.early, ended.exit.outcome()) {
        (Some(early), _) => early.outcome(),
        (None, Outcome::Signalled) if ended.by_caller => Outcome::KilledByCaller,
        (None, Outcome::Exited) if truncated => Outcome::OutputLimit,
        (None, outcome) => outcome,
    }
}
