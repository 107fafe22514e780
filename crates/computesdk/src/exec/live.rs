//! A command whose output is read while it runs.

use std::fmt;
use std::future::pending;

use computesdk_model::{EngineError, ExecResult, Program, Result, Signal, StdinMode, TerminalSize};
use computesdk_provider::{ProcessControl, Writer};
use tokio::sync::oneshot;
use tokio_util::task::AbortOnDropHandle;
use tracing::{Instrument, Span};

use super::finish::Finish;
use super::options::Options;
use super::output_stream::OutputStream;
use super::request::{Inbox, Requests};
use super::span::{span, started};
use super::stop::Stop;
use super::supervise::{Ended, Supervisor};
use super::{Input, ResultFuture};
use crate::code::{Displayed, Placed};
use crate::events::Running;
use crate::sandbox::Sandbox;

/// A running command with its streams. Dropping it kills the command, unless
/// that has ended; timeout and cancellation hold whether or not somebody waits.
///
/// Its parts may be moved out and used apart, for instance by different tasks.
///
/// ```no_run
/// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
/// let mut stream = sandbox.exec_stream("for i in 1 2 3; do echo $i; sleep 1; done").await?;
/// while let Some(chunk) = stream.stdout.next_chunk().await? {
///     print!("{}", String::from_utf8_lossy(&chunk));
/// }
/// let result = stream.wait().await?;
/// assert_eq!(result.exit_code, 0);
/// # Ok(()) }
/// ```
pub struct ExecStream {
    /// Standard input: what is written here the command reads, and it closes
    /// when dropped (a terminal does not). `None` where the call had an input
    /// of its own.
    pub stdin: Option<Writer>,
    /// Standard output; with a terminal, everything it shows.
    pub stdout: OutputStream,
    /// Standard error; ends at once with a terminal.
    pub stderr: OutputStream,
    /// The command's process: to wait for it and to end it.
    pub job: Job,
}

impl ExecStream {
    /// Process id inside the sandbox.
    pub fn pid(&self) -> u32 {
        self.job.pid()
    }

    /// See [`Job::wait`].
    pub async fn wait(&mut self) -> Result<ExecResult> {
        self.job.wait().await
    }

    /// See [`Job::kill`].
    pub async fn kill(&self, signal: Signal) -> Result<()> {
        self.job.kill(signal).await
    }

    /// See [`Job::resize`].
    pub async fn resize(&self, size: TerminalSize) -> Result<()> {
        self.job.resize(size).await
    }
}

impl fmt::Debug for ExecStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecStream")
            .field("pid", &self.pid())
            .finish_non_exhaustive()
    }
}

/// A running command without its streams. Dropping it kills the command and
/// everything it started, unless the command has ended.
#[derive(Debug)]
pub struct Job {
    finish: Finish,
    end: End,
    requests: Requests,
    _watchdog: AbortOnDropHandle<()>,
    /// What the command runs from, while it runs.
    kept: Option<Placed>,
    /// What it has displayed, where somebody wants to know.
    displayed: Option<Displayed>,
}

#[derive(Debug)]
enum End {
    Awaited(oneshot::Receiver<Result<Ended>>),
    Known(Ended),
}

impl Job {
    /// Process id inside the sandbox.
    pub fn pid(&self) -> u32 {
        self.finish.pid
    }

    /// Waits until the command has ended. Its output is not in the result: it
    /// is in the streams, which may be read after this too. A command that
    /// writes more than a pipe holds does not end while nobody reads it.
    ///
    /// Safe to drop and to call again, also after it has returned.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::exec`]. A failure of the engine is told once.
    pub async fn wait(&mut self) -> Result<ExecResult> {
        let ended = match &mut self.end {
            End::Known(ended) => *ended,
            // A closed channel: the runtime is shutting down, or the failure
            // was told before.
            End::Awaited(end) if end.is_terminated() => return Err(lost()),
            End::Awaited(end) => end.await.unwrap_or_else(|_| Err(lost()))?,
        };
        self.end = End::Known(ended);
        let mut concluded = self.finish.conclude(ended, None);
        if let Some(displayed) = &mut self.displayed {
            displayed.add_to(&mut concluded).await;
        }
        if let Some(kept) = self.kept.take() {
            kept.remove().await;
        }
        concluded
    }

    /// Removes this when the command has ended.
    pub(crate) fn keep(&mut self, placed: Placed, displayed: Option<Displayed>) {
        self.kept = Some(placed);
        self.displayed = displayed;
    }

    /// Sends a signal to the command and everything it started, also to what
    /// it left running when it ended. Ok where there is nothing left.
    ///
    /// # Errors
    ///
    /// `SandboxGone` and `Engine`, where the signal could not be sent.
    pub async fn kill(&self, signal: Signal) -> Result<()> {
        self.requests.signal(signal).await
    }

    /// Tells the command's terminal its new size. Without effect where there
    /// is none.
    ///
    /// # Errors
    ///
    /// `SandboxGone` and `Engine`, where the terminal could not be told.
    pub async fn resize(&self, size: TerminalSize) -> Result<()> {
        self.requests.resize(size).await
    }
}

/// Starts the command and its watchdog.
pub(crate) async fn start(
    sandbox: Sandbox,
    program: Program,
    mut options: Options,
    stop: Stop,
) -> Result<ExecStream> {
    let span = span(&sandbox);
    let starting = options.start(&sandbox, program.clone(), StdinMode::Pipe);
    let starting = stop.before(&program, starting);
    let process = starting.instrument(span.clone()).await?;
    let sent = sandbox.commands().started(process.pid);
    let running = started(&span, &sandbox, process.pid, &program, &stop);
    let [stdout_bytes, stderr_bytes] = sandbox.emitter().meter().output();
    let finish = Finish {
        pid: process.pid,
        unchecked: options.unchecked,
        reach: sandbox.reach(),
        command: program,
    };

    let (stdin, feeding) = match options.input.take() {
        Some(input) => (None, feed(input, process.stdin)),
        None => (process.stdin, feed_nothing()),
    };
    let (requests, inbox) = Requests::new();
    let (told, end) = oneshot::channel();
    let watchdog = Watchdog {
        control: process.control,
        supervisor: Supervisor::new(stop, sent),
        feeding,
        inbox,
        running,
        _sandbox: sandbox,
    };
    Ok(ExecStream {
        stdin,
        stdout: OutputStream::new(process.stdout, stdout_bytes),
        stderr: OutputStream::new(process.stderr, stderr_bytes),
        job: Job {
            finish,
            end: End::Awaited(end),
            requests,
            _watchdog: AbortOnDropHandle::new(tokio::spawn(watchdog.run(told, span))),
            kept: None,
            displayed: None,
        },
    })
}

/// Owns a live command: honours timeout and cancellation though nobody waits.
struct Watchdog {
    control: Box<dyn ProcessControl>,
    supervisor: Supervisor,
    feeding: ResultFuture<()>,
    inbox: Inbox,
    running: Running,
    /// A sandbox lives as long as a command that somebody holds.
    _sandbox: Sandbox,
}

impl Watchdog {
    async fn run(mut self, told: oneshot::Sender<Result<Ended>>, span: Span) {
        let ended = self.until_ended().instrument(span).await;
        self.running.ended(&ended, false);
        // Input that the command did not take is nobody's.
        self.feeding = feed_nothing();
        let failed = ended.is_err();
        let _unheard = told.send(ended);
        if failed {
            return;
        }
        // What the command left running may still be signalled.
        while let Some(request) = self.inbox.recv().await {
            request.serve(&*self.control);
        }
    }

    async fn until_ended(&mut self) -> Result<Ended> {
        let mut fed = false;
        loop {
            tokio::select! {
                ended = self.supervisor.run(&mut *self.control) => return ended,
                Some(request) = self.inbox.recv() => {
                    self.supervisor.serve(request, &*self.control);
                }
                done = &mut self.feeding, if !fed => { done?; fed = true }
            }
        }
    }
}

pub(crate) fn feed(input: Input, stdin: Option<Writer>) -> ResultFuture<()> {
    Box::pin(async move {
        match stdin {
            Some(stdin) => input.feed(stdin).await,
            None => Ok(()),
        }
    })
}

pub(crate) fn feed_nothing() -> ResultFuture<()> {
    Box::pin(pending())
}

pub(crate) fn lost() -> computesdk_model::Error {
    EngineError::new("wait for the command: its failure was told before, or its runtime has ended")
        .into()
}
