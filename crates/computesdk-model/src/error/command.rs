//! Errors of a command that ran. Each carries what it wrote.

use std::time::Duration;

use super::Hint;
use crate::{Diagnostic, ExecResult, Outcome, Severity};

/// A command ended with a code other than 0.
#[derive(Clone, Debug, thiserror::Error)]
#[error("`{command}` {}{}", outcome(.result), last_line(.result))]
pub struct ExecutionError {
    /// The command, for messages.
    pub command: String,
    /// Its whole result.
    pub result: ExecResult,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

/// Code could not be made a program: it never ran.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the code does not compile: {}", first_error(.diagnostics, .result))]
pub struct CompilationError {
    /// The compiler's command, for messages.
    pub command: String,
    /// What is wrong with the code, and where.
    pub diagnostics: Vec<Diagnostic>,
    /// The compiler's result. Its stderr is what people read of it.
    pub result: ExecResult,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

/// A command ran longer than its timeout. Its whole process tree was killed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("`{command}` ran longer than its timeout of {timeout:?} and was killed")]
pub struct TimeoutError {
    /// The command, for messages.
    pub command: String,
    /// The timeout.
    pub timeout: Duration,
    /// What it wrote until then, and how it died.
    pub result: ExecResult,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

/// The caller cancelled a command. Its whole process tree was killed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("`{command}` was aborted by its caller")]
pub struct AbortError {
    /// The command, for messages.
    pub command: String,
    /// What it wrote until then; `None` where it was cancelled before it ran.
    pub result: Option<ExecResult>,
}

/// The first of what is wrong, and how much more there is.
fn first_error(diagnostics: &[Diagnostic], result: &ExecResult) -> String {
    let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
    let mut errors = diagnostics.iter().filter(is_error);
    match (errors.next(), errors.count()) {
        (None, _) => format!("its compiler {}{}", outcome(result), last_line(result)),
        (Some(first), 0) => first.to_string(),
        (Some(first), more) => format!("{first} (and {more} more)"),
    }
}

fn outcome(result: &ExecResult) -> String {
    let end = match (result.oom_killed, result.signal) {
        (true, _) => return "was killed: the sandbox ran out of memory".to_owned(),
        (false, Some(signal)) => format!("was killed by {signal}"),
        (false, None) => format!("exited with code {}", result.exit_code),
    };
    match result.outcome {
        Outcome::MemoryLimit => format!("{end}: the sandbox ran out of memory"),
        Outcome::DiskLimit => format!("{end}: the sandbox's disk is full"),
        Outcome::ProcessLimit => format!("{end}: the sandbox has as many processes as it may"),
        Outcome::FileSizeLimit => format!("{end}: it wrote beyond the longest file"),
        _ => end,
    }
}

/// The last line of stderr says more than the code does.
fn last_line(result: &ExecResult) -> String {
    const LONGEST: usize = 200;
    match result.stderr.lines().rfind(|line| !line.trim().is_empty()) {
        Some(line) if line.chars().count() > LONGEST => {
            format!(": {}…", line.chars().take(LONGEST).collect::<String>())
        }
        Some(line) => format!(": {line}"),
        None => String::new(),
    }
}
