//! What to do about an error.
//!
//! Hints rest on facts: exit codes, signals, error numbers, and well-known
//! words that *programs* write. Our own errors are values and never read as
//! text.

pub(crate) mod complaints;
mod packages;

use std::ffi::{OsStr, OsString};

use computesdk_model::{
    EgressEvent, EngineError, Errno, Error, ExecResult, Hint, Outcome, Program, ResourceKind,
    Signal, User,
};

/// The shell's code for a command that it did not find.
const NOT_FOUND: i32 = 127;
/// The shell's code for a command that cannot be executed.
const NOT_EXECUTABLE: i32 = 126;

const EMFILE: i32 = 24;
const ENOSPC: i32 = 28;

/// What a command could reach over the network.
pub(crate) trait Reach {
    /// Whether nothing.
    fn is_none(&self) -> bool;

    /// What was refused last while it ran.
    fn denied(&self) -> Option<EgressEvent>;
}

/// Advice about a command that failed.
pub(crate) fn for_result(command: &Program, result: &ExecResult, reach: &impl Reach) -> Vec<Hint> {
    match result.outcome {
        Outcome::MemoryLimit => return vec![memory()],
        Outcome::DiskLimit => return vec![disk()],
        Outcome::ProcessLimit => return vec![processes()],
        Outcome::FileSizeLimit => return vec![file_size()],
        _ => {}
    }
    if result.signal == Some(Signal::KILL) {
        return vec![Hint::new(
            "SIGKILL came from inside the sandbox, or from the kernel for want of memory",
        )];
    }
    match result.exit_code {
        NOT_FOUND => match first_word(command) {
            Some(word) => packages::for_command(&word).into_iter().collect(),
            None => Vec::new(),
        },
        NOT_EXECUTABLE => vec![Hint::new(
            "the file is there but not executable: `chmod +x` it",
        )],
        _ => complaints::hints(&result.stderr, reach),
    }
}

/// Adds advice about a command that did not start.
pub(crate) fn for_spawn(error: Error, command: &Program) -> Error {
    match (error, command) {
        (Error::NotFound(mut missing), Program::Exec { program, .. })
            if missing.kind == ResourceKind::Program && missing.hints.is_empty() =>
        {
            missing.hints = for_missing_program(program);
            missing.into()
        }
        (Error::Engine(engine), _) => with_errno(*engine),
        (other, _) => other,
    }
}

/// Adds advice about a file operation that failed, as this user.
pub(crate) fn for_file(mut error: Error, user: User) -> Error {
    match &mut error {
        Error::ResourceExhausted(exhausted) if exhausted.hints.is_empty() => {
            exhausted.hints.extend(match exhausted.kind {
                ResourceKind::Space => Some(disk()),
                ResourceKind::Descriptors => Some(descriptors()),
                _ => None,
            });
        }
        Error::File(refused)
            if user == User::User && [Errno::EACCES, Errno::EPERM].contains(&refused.errno) =>
        {
            refused.hints.push(Hint::new(
                "it is closed to the sandbox's `user`: do it as root by .user(User::Root), or -u \
                 root",
            ));
        }
        _ => {}
    }
    error
}

/// Advice about a program that does not exist.
pub(crate) fn for_missing_program(program: &OsStr) -> Vec<Hint> {
    let name = program.to_string_lossy();
    let name = name.rsplit('/').next().unwrap_or_default();
    packages::for_command(name).into_iter().collect()
}

fn with_errno(mut error: EngineError) -> Error {
    let hint = match error.errno.map(Errno::raw) {
        Some(ENOSPC) => Some(disk()),
        Some(EMFILE) => Some(descriptors()),
        _ => None,
    };
    error.hints.extend(hint);
    error.into()
}

fn descriptors() -> Hint {
    Hint::new("this program has too many open files: raise its own limit by `ulimit -n`")
}

fn memory() -> Hint {
    Hint::new(
        "raise the sandbox's `memory`: .memory(bytes) in code, `memory` in [limits] of \
         compute.toml, COMPUTE_MEMORY, or --memory",
    )
}

fn disk() -> Hint {
    Hint::new(
        "raise the sandbox's `disk`: .disk(bytes) in code, `disk` in [limits] of compute.toml, \
         COMPUTE_DISK, or --disk",
    )
}

fn processes() -> Hint {
    Hint::new(
        "raise the sandbox's `processes`: .processes(count) in code, `processes` in [limits] of \
         compute.toml, COMPUTE_PROCESSES, or --pids",
    )
}

fn file_size() -> Hint {
    Hint::new(
        "raise `file_size`: .file_size(bytes) in code, `file_size` in [limits] of compute.toml, \
         or COMPUTE_FILE_SIZE",
    )
}

/// The word that a shell would look up first, past assignments.
fn first_word(command: &Program) -> Option<String> {
    let line: &OsString = match command {
        Program::Shell(line) => line,
        Program::Exec { program, .. } => program,
    };
    line.to_string_lossy()
        .split_whitespace()
        .find(|word| !word.contains('='))
        .map(|word| word.trim_end_matches([';', '&', '|']).to_owned())
}

#[cfg(test)]
mod tests;
