//! How a command is run, beside what is run.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use computesdk_model::{CommandSpec, Program, Result, StdinMode, TerminalSize, User};
use computesdk_provider::Process;
use tokio_util::sync::CancellationToken;

use super::input::Input;
use super::stop::Stop;
use super::validate;
use crate::code::Taken;
use crate::sandbox::Sandbox;

/// What holds for every command of a sandbox unless the call says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Defaults {
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_output_size: u64,
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) cwd: Option<PathBuf>,
    pub(crate) env: BTreeMap<OsString, OsString>,
    pub(crate) user: User,
    pub(crate) timeout: Option<Duration>,
    pub(crate) grace: Option<Duration>,
    pub(crate) cancel: Option<CancellationToken>,
    pub(crate) input: Option<Input>,
    pub(crate) max_output_size: u64,
    pub(crate) unchecked: bool,
    pub(crate) kill_stragglers: bool,
    pub(crate) terminal: Option<TerminalSize>,
    pub(crate) open_files: Option<u64>,
    pub(crate) file_size: Option<u64>,
    /// A process that waits for this call.
    pub(crate) standby: Option<Taken>,
}

impl Options {
    pub(crate) fn new(defaults: &Defaults) -> Self {
        Options {
            cwd: None,
            env: BTreeMap::new(),
            user: User::default(),
            timeout: defaults.timeout,
            grace: None,
            cancel: None,
            input: None,
            max_output_size: defaults.max_output_size,
            unchecked: false,
            kill_stragglers: false,
            terminal: None,
            open_files: None,
            file_size: None,
            standby: None,
        }
    }

    /// Starts the clock of the timeout.
    pub(crate) fn stop(&self) -> Stop {
        Stop::new(self.timeout, self.cancel.clone(), self.grace)
    }

    /// Those of a command that makes the program for these: it reads nothing, and what it
    /// writes is for people.
    pub(crate) fn of_build(&self) -> Options {
        Options {
            cwd: self.cwd.clone(),
            env: self.env.clone(),
            user: self.user,
            timeout: self.timeout,
            grace: self.grace,
            cancel: self.cancel.clone(),
            input: None,
            max_output_size: self.max_output_size,
            unchecked: false,
            kill_stragglers: true,
            terminal: None,
            open_files: self.open_files,
            file_size: None,
            standby: None,
        }
    }

    /// The working directory, absolute.
    pub(crate) fn directory(&self, sandbox: &Sandbox) -> Result<PathBuf> {
        let cwd = self.cwd.as_deref().unwrap_or_else(|| "".as_ref());
        validate::path("cwd", cwd)?;
        Ok(sandbox.absolute(cwd))
    }

    /// Has the command run: by the process that waits for it, or by a new one.
    pub(crate) async fn start(
        &mut self,
        sandbox: &Sandbox,
        program: Program,
        stdin: StdinMode,
    ) -> Result<Process> {
        let command = self.command(sandbox, program, stdin)?;
        if let Some(standby) = self.standby.take() {
            sandbox.alive()?;
            if let Some(process) = standby.begin(stdin).await {
                return Ok(process);
            }
        }
        sandbox.spawn(command).await
    }

    /// The whole command. The call's environment wins over the handle's, which
    /// wins over the sandbox's own.
    pub(crate) fn command(
        &self,
        sandbox: &Sandbox,
        program: Program,
        stdin: StdinMode,
    ) -> Result<CommandSpec> {
        validate::program(&program)?;
        validate::env(&self.env)?;
        let mut env = sandbox.environment(self.user);
        env.extend(self.env.clone());
        Ok(CommandSpec {
            program,
            cwd: self.directory(sandbox)?,
            env,
            user: self.user,
            stdin,
            terminal: self.terminal,
            kill_stragglers: self.kill_stragglers,
            open_files: self.open_files,
            file_size: self.file_size,
        })
    }
}
