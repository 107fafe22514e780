//! What to run and how.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::User;

/// The program of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// A line for the sandbox's shell: `/bin/bash -c`, or `/bin/sh -c` where
    /// there is no bash.
    Shell(OsString),
    /// A program and its arguments, without a shell. A name without a slash is
    /// looked up in the command's `PATH`.
    Exec {
        /// File name or path of the program inside the sandbox.
        program: OsString,
        /// Its arguments, the program's own name not among them.
        args: Vec<OsString>,
    },
}

impl Program {
    /// Its name alone, `sh` for a line of shell: for whoever must not see arguments.
    pub fn name(&self) -> Cow<'_, str> {
        match self {
            Program::Shell(_) => "sh".into(),
            Program::Exec { program, .. } => program.to_string_lossy(),
        }
    }

    /// The line or the words, for messages.
    pub fn display(&self) -> String {
        match self {
            Program::Shell(line) => line.to_string_lossy().into_owned(),
            Program::Exec { program, args } => std::iter::once(program)
                .chain(args)
                .map(|word| word.to_string_lossy())
                .collect::<Vec<_>>()
                .join(" "),
        }
    }
}

/// Where the command's standard input comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StdinMode {
    /// Empty: the command reads end of file at once.
    #[default]
    Null,
    /// A pipe that the caller writes to and closes.
    Pipe,
}

/// Size of a terminal in character cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalSize {
    /// Width.
    pub columns: u16,
    /// Height.
    pub rows: u16,
}

/// One command, complete: a provider needs nothing else to start it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandSpec {
    /// What to run.
    pub program: Program,
    /// Working directory, absolute, inside the sandbox.
    pub cwd: PathBuf,
    /// The whole environment; nothing is added to it.
    pub env: BTreeMap<OsString, OsString>,
    /// Who runs it.
    pub user: User,
    /// Standard input.
    pub stdin: StdinMode,
    /// Give the command a terminal of this size as its standard input, output
    /// and error. Both kinds of output then arrive on stdout.
    pub terminal: Option<TerminalSize>,
    /// Kill what the command leaves running as soon as it exits. Without it,
    /// stragglers live until the sandbox ends.
    pub kill_stragglers: bool,
    /// Open files of each of its processes, at most as many as the sandbox's
    /// limit; `None` for that limit.
    pub open_files: Option<u64>,
    /// Length of a file that it writes, in bytes, at most the sandbox's limit;
    /// `None` for that limit.
    pub file_size: Option<u64>,
}

impl CommandSpec {
    /// This program in this directory with these variables, and nothing else said: run by
    /// the usual user, without a terminal, with an input that is empty.
    pub fn new(
        program: Program,
        cwd: impl Into<PathBuf>,
        env: BTreeMap<OsString, OsString>,
    ) -> CommandSpec {
        CommandSpec {
            program,
            cwd: cwd.into(),
            env,
            user: User::default(),
            stdin: StdinMode::Null,
            terminal: None,
            kill_stragglers: false,
            open_files: None,
            file_size: None,
        }
    }
}
