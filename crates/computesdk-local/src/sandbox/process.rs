//! A running command.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use computesdk_init::protocol::{
    Ended, LaunchFailed, LaunchStage, LimitCode, ProcessLimits, SignalJob, ToInit,
};
use computesdk_model::{
    CommandSpec, EngineError, Errno, Error, Exit, ExitStatus, Hint, InvalidArgumentError,
    LimitKind, NotFoundError, Program, ResourceKind, Result, Signal, TerminalSize, Usage,
};
use computesdk_provider::{KillScope, Process, ProcessControl};
use tokio::sync::{oneshot, watch};

use super::connection::{Connection, ExitState, Finish, NotStarted, StartedJob};
use super::input::Input;
use super::launch;
use super::output::{Output, Source};
use crate::engine::{engine_error, exhausted, io_error, no_memory_inside};

/// Starts a command and waits until its program runs.
pub(super) async fn spawn(
    connection: &Arc<Connection>,
    command: &CommandSpec,
    limits: ProcessLimits,
) -> Result<Process> {
    let longest_file = limits.file_size.map(|_| LongestFile {
        through_shell: matches!(command.program, Program::Shell(_)),
    });
    let request = launch::request(command, limits)?;
    let (job, started, exit) = connection.spawn(request).await?;
    tracing::trace!(sandbox = %connection.id(), job, "command asked for");
    let control = Control {
        connection: Arc::clone(connection),
        job,
        exit,
        terminal: None,
        longest_file,
    };
    let started = wait_for_start(started, command, connection).await?;
    tracing::trace!(sandbox = %connection.id(), job, command = started.pid, "command spawned");
    assemble(started, command, control)
}

async fn wait_for_start(
    started: oneshot::Receiver<Result<StartedJob, NotStarted>>,
    command: &CommandSpec,
    connection: &Connection,
) -> Result<StartedJob> {
    match started.await {
        Ok(Ok(started)) => Ok(started),
        Ok(Err(NotStarted::Launch(failed))) => Err(launch_error(failed, command)),
        Ok(Err(NotStarted::Descriptors(error))) => Err(io_error(
            EngineError::new("receive the pipes of a command"),
            error,
        )),
        Ok(Err(NotStarted::Gone)) | Err(_) => Err(connection.gone()),
    }
}

/// Puts the streams together from what init passed out.
fn assemble(started: StartedJob, command: &CommandSpec, mut control: Control) -> Result<Process> {
    let step = || EngineError::new("set up the pipes of a command");
    let failed = |error| io_error(step(), error);
    let exit = control.exit.clone();
    let mut fds = started.fds.into_iter();
    let mut next = || fds.next().ok_or_else(|| Error::from(step()));
    if command.terminal.is_some() {
        let terminal = next()?;
        let again = |fd: &OwnedFd| fd.try_clone().map_err(failed);
        control.terminal = Some(again(&terminal)?);
        let input = Input::new(again(&terminal)?).map_err(failed)?;
        return Ok(Process {
            pid: started.pid,
            stdin: Some(Box::new(input)),
            stdout: Box::new(Output::new(terminal, Source::Terminal, exit).map_err(failed)?),
            stderr: Box::new(tokio::io::empty()),
            control: Box::new(control),
        });
    }
    let stdin = match command.stdin {
        computesdk_model::StdinMode::Pipe => Some(Input::new(next()?).map_err(failed)?),
        computesdk_model::StdinMode::Null => None,
    };
    let stdout = Output::new(next()?, Source::Pipe, exit.clone()).map_err(failed)?;
    let stderr = Output::new(next()?, Source::Pipe, exit).map_err(failed)?;
    Ok(Process {
        pid: started.pid,
        stdin: stdin.map(|input| Box::new(input) as _),
        stdout: Box::new(stdout),
        stderr: Box::new(stderr),
        control: Box::new(control),
    })
}

struct Control {
    connection: Arc<Connection>,
    job: u32,
    exit: watch::Receiver<ExitState>,
    terminal: Option<OwnedFd>,
    /// Where its files may not be of any size.
    longest_file: Option<LongestFile>,
}

/// How it is told that a command has written beyond the longest file.
#[derive(Clone, Copy, Debug)]
struct LongestFile {
    /// The command is a shell's line: its code tells of a signal to what it ran.
    through_shell: bool,
}

impl LongestFile {
    fn was_met(self, status: ExitStatus) -> bool {
        match status {
            ExitStatus::Signaled(signal) => signal == Signal::XFSZ,
            ExitStatus::Exited(_) => {
                self.through_shell && status.code() == ExitStatus::Signaled(Signal::XFSZ).code()
            }
        }
    }
}

impl Control {
    fn ended(&self) -> bool {
        self.exit.borrow().is_some()
    }
}

#[async_trait]
impl ProcessControl for Control {
    async fn wait(&mut self) -> Result<Exit> {
        let finish = match self.exit.wait_for(Option::is_some).await {
            Ok(state) => state.clone(),
            Err(_) => None,
        };
        match finish {
            Some(Finish::Ended(ended)) => Ok(exit(&ended, self.longest_file)),
            Some(Finish::Gone) | None => Err(self.connection.gone()),
        }
    }

    fn signal(&self, signal: Signal, scope: KillScope) -> Result<()> {
        self.connection.post(ToInit::Signal(SignalJob {
            job: self.job,
            signal: signal.number(),
            whole: scope == KillScope::Job,
        }));
        Ok(())
    }

    fn resize(&self, size: TerminalSize) -> Result<()> {
        let Some(terminal) = &self.terminal else {
            return Ok(());
        };
        let size = rustix::termios::Winsize {
            ws_row: size.rows,
            ws_col: size.columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        rustix::termios::tcsetwinsize(terminal, size)
            .map_err(|error| io_error(EngineError::new("resize the terminal"), error.into()))
    }
}

impl Drop for Control {
    /// Cancels what still runs.
    fn drop(&mut self) {
        if !self.ended() {
            let _ = self.signal(Signal::KILL, KillScope::Job);
        }
    }
}

fn exit(ended: &Ended, longest_file: Option<LongestFile>) -> Exit {
    let status = match Signal::from_number(ended.signal) {
        Some(signal) => ExitStatus::Signaled(signal),
        None => ExitStatus::Exited(ended.code),
    };
    let user_time = Duration::from_micros(ended.user_time);
    let system_time = Duration::from_micros(ended.system_time);
    let mut usage = Usage::default();
    usage.cpu_time = user_time + system_time;
    usage.user_time = user_time;
    usage.system_time = system_time;
    usage.memory = ended.memory;
    usage.disk_io = ended.disk_read + ended.disk_written;
    usage.disk_read = ended.disk_read;
    usage.disk_written = ended.disk_written;
    Exit {
        status,
        oom_killed: ended.oom_killed,
        limit: match ended.limit {
            Some(LimitCode::Memory) => Some(LimitKind::Memory),
            Some(LimitCode::Disk) => Some(LimitKind::Disk),
            Some(LimitCode::Processes) => Some(LimitKind::Processes),
            None => {
                let met = longest_file.is_some_and(|file| file.was_met(status));
                met.then_some(LimitKind::FileSize)
            }
        },
        usage,
    }
}

/// Why a command could not be started, as the caller's mistake where it is one.
fn launch_error(failed: LaunchFailed, command: &CommandSpec) -> Error {
    const ENOENT: i32 = 2;
    const E2BIG: i32 = 7;
    const ENOMEM: i32 = 12;
    const ENOEXEC: i32 = 8;
    const EACCES: i32 = 13;
    const ENOTDIR: i32 = 20;
    const ENAMETOOLONG: i32 = 36;
    const ELOOP: i32 = 40;
    let errno = failed.failure.errno;
    let directory = || command.cwd.display().to_string();
    let program = || command.program.display();
    match (failed.stage, errno) {
        (LaunchStage::Directory, ENOENT) => NotFoundError {
            kind: ResourceKind::Directory,
            name: directory(),
            errno: Some(Errno::from_raw(errno)),
            hints: Vec::new(),
        }
        .into(),
        (LaunchStage::Directory, ENOTDIR) => {
            let reason = format!("{} is not a directory", directory());
            InvalidArgumentError::new("working directory", reason).into()
        }
        (LaunchStage::Directory | LaunchStage::Program, ENAMETOOLONG | ELOOP) => {
            let (what, name) = match failed.stage {
                LaunchStage::Directory => ("working directory", directory()),
                _ => ("program", program()),
            };
            let reason = format!("{name} cannot be followed: {}", Errno::from_raw(errno));
            InvalidArgumentError::new(what, reason).into()
        }
        (LaunchStage::Directory, EACCES) => {
            let reason = format!(
                "{} may not be entered by {}",
                directory(),
                command.user.name()
            );
            InvalidArgumentError::new("working directory", reason).into()
        }
        (LaunchStage::Program, ENOENT | ENOTDIR) => NotFoundError {
            kind: ResourceKind::Program,
            name: match &command.program {
                Program::Exec { program, .. } => program.to_string_lossy().into_owned(),
                Program::Shell(_) => "/bin/bash, /bin/sh".to_owned(),
            },
            errno: Some(Errno::from_raw(errno)),
            hints: Vec::new(),
        }
        .into(),
        (LaunchStage::Program, EACCES | ENOEXEC) => {
            let reason = format!(
                "{} is not executable: {}",
                program(),
                Errno::from_raw(errno)
            );
            let mut error = InvalidArgumentError::new("program", reason);
            error.hints.push(Hint::new(
                "make it executable, or run it with its interpreter",
            ));
            error.into()
        }
        (LaunchStage::Program, E2BIG) => {
            let reason = "arguments and environment together are larger than the kernel takes, or one of \
                          them is longer than 128 KiB";
            let mut error = InvalidArgumentError::new("arguments", reason);
            error
                .hints
                .push(Hint::new("pass large data by standard input or in a file"));
            error.into()
        }
        (LaunchStage::Engine, errno) if errno == Errno::EAGAIN.raw() => exhausted(
            ResourceKind::Processes,
            &EngineError::new("start a command").errno(Errno::from_raw(errno)),
            "raise the sandbox's `processes` limit, or run fewer commands at once",
        ),
        (LaunchStage::Engine, ENOMEM) => no_memory_inside("start a command"),
        _ => engine_error(failed.failure),
    }
}
