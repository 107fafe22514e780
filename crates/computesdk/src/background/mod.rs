//! Processes that outlive the call that started them.

mod follow;
mod pump;
mod ring;

use computesdk_model::{ExecResult, Output, ProcessInfo, Program, Result, Signal, StdinMode};
use computesdk_provider::Writer;
use std::fmt;
use std::future::IntoFuture;
use std::io;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;
use tracing::Instrument;

pub use follow::Follow;

use crate::exec::{
    Capture, Exec, Finish, IntoCommand, Options, OutputStream, Requests, ResultFuture, Stop,
    Supervisor, feed, feed_nothing, span, started,
};
use crate::processes::not_found;
use crate::sandbox::Sandbox;
use pump::{Outcome, Pump, closed, record};
use ring::Ring;

/// A command to be left running: what [`Sandbox::start_background`] makes.
#[derive(Debug)]
pub struct Background(Program);

impl Sandbox {
    /// Starts a command and leaves it running, with the options of
    /// [`exec`](Sandbox::exec). It ends by itself, by its handle, or with the
    /// sandbox; not when the handle is dropped.
    ///
    /// The [latest](Exec::max_output_size) of what it writes is kept, so that it
    /// never waits for a reader.
    ///
    /// # Errors
    ///
    /// Of the start, as [`exec`](Sandbox::exec); how it ends is told by
    /// [`BackgroundProcess::wait`].
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let server = sandbox.start_background("python3 -m http.server 8000").await?;
    /// assert!(server.is_alive());
    /// let info = server.info().await?;
    /// println!("PID {}, CPU {:.1} %", info.pid, info.cpu_percent);
    /// server.kill().await?;
    /// # Ok(()) }
    /// ```
    pub fn start_background(&self, command: impl IntoCommand) -> Exec<Background> {
        Exec::new(self.clone(), Background(command.into_command()))
    }
}

impl IntoFuture for Exec<Background> {
    type Output = Result<BackgroundProcess>;
    type IntoFuture = ResultFuture<BackgroundProcess>;

    fn into_future(self) -> Self::IntoFuture {
        let stop = self.options.stop();
        Box::pin(start(self.sandbox, self.target.0, self.options, stop))
    }
}

/// A command that runs in the background. Cloning gives the same one; dropping it
/// leaves it running.
#[derive(Clone)]
pub struct BackgroundProcess {
    inner: Arc<Inner>,
}

struct Inner {
    sandbox: Sandbox,
    finish: Finish,
    stdout: Arc<Ring>,
    stderr: Arc<Ring>,
    stdin: Mutex<Option<Writer>>,
    requests: Requests,
    outcome: Arc<Outcome>,
}

async fn start(
    sandbox: Sandbox,
    program: Program,
    mut options: Options,
    stop: Stop,
) -> Result<BackgroundProcess> {
    let command = options.command(&sandbox, program.clone(), StdinMode::Pipe)?;
    let span = span(&sandbox);
    let spawn = stop.before(&program, sandbox.spawn(command));
    let process = spawn.instrument(span.clone()).await?;
    let sent = sandbox.commands().started(process.pid);
    let running = started(&span, &sandbox, process.pid, &program, &stop);
    let [stdout_bytes, stderr_bytes] = sandbox.emitter().meter().output();
    let (stdin, feeding) = match options.input.take() {
        Some(input) => (None, feed(input, process.stdin)),
        None => (process.stdin, feed_nothing()),
    };
    let [stdout, stderr] = [(); 2].map(|()| Arc::new(Ring::new(options.max_output_size)));
    let outcome = Outcome::new();
    let (requests, inbox) = Requests::new();
    let pump = Pump {
        control: process.control,
        supervisor: Supervisor::new(stop, sent),
        feeding,
        inbox,
        running,
        rings: [Arc::clone(&stdout), Arc::clone(&stderr)],
    };
    let rings = pump.rings.clone();
    let reading = async move {
        let stdout = OutputStream::new(process.stdout, stdout_bytes);
        let stderr = OutputStream::new(process.stderr, stderr_bytes);
        let stdout = record(stdout, &rings[0]);
        let (stdout, stderr) = tokio::join!(stdout, record(stderr, &rings[1]));
        stdout.and(stderr)
    };
    tokio::spawn(pump.run(reading, Arc::clone(&outcome), span));
    Ok(BackgroundProcess {
        inner: Arc::new(Inner {
            finish: Finish {
                pid: process.pid,
                unchecked: options.unchecked,
                reach: sandbox.reach(),
                command: program,
            },
            sandbox,
            stdout,
            stderr,
            stdin: Mutex::new(stdin),
            requests,
            outcome,
        }),
    })
}

impl BackgroundProcess {
    /// Process id inside the sandbox.
    pub fn pid(&self) -> u32 {
        self.inner.finish.pid
    }

    /// Whether it has not ended.
    pub fn is_alive(&self) -> bool {
        self.inner.outcome.is_running()
    }

    /// What it is doing and uses, itself: for all that it has started too there is
    /// [`monitor`](Sandbox::monitor).
    ///
    /// # Errors
    ///
    /// `NotFound` of kind `Process` where it has ended; `SandboxGone`, `Engine`.
    pub async fn info(&self) -> Result<ProcessInfo> {
        let processes = self.inner.sandbox.ps().pids([self.pid()]).disk();
        let mut processes = processes.await?;
        // Another process may have its id by now.
        match processes.pop() {
            Some(process) if self.is_alive() => Ok(process),
            _ => Err(not_found(self.pid())),
        }
    }

    /// What is kept of its standard output: the latest, up to
    /// [`max_output_size`](Exec::max_output_size).
    pub fn stdout(&self) -> Output {
        self.inner.stdout.read().0.into()
    }

    /// What is kept of its standard error.
    pub fn stderr(&self) -> Output {
        self.inner.stderr.read().0.into()
    }

    /// Its standard output from the first byte that is kept, and on as it comes.
    pub fn follow_stdout(&self) -> Follow {
        Follow::new(&self.inner.stdout)
    }

    /// Its standard error from the first byte that is kept, and on as it comes.
    pub fn follow_stderr(&self) -> Follow {
        Follow::new(&self.inner.stderr)
    }

    /// Writes to its standard input, and waits while it does not read.
    ///
    /// # Errors
    ///
    /// `Engine` with a broken pipe as its cause where nobody can read it any more:
    /// it was closed, or the command was given an input of its own.
    pub async fn write(&self, bytes: impl AsRef<[u8]>) -> Result<()> {
        match &mut *self.inner.stdin.lock().await {
            Some(stdin) => stdin.write_all(bytes.as_ref()).await.map_err(closed),
            None => Err(closed(io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// Closes its standard input: it reads end of file.
    pub async fn close_stdin(&self) {
        drop(self.inner.stdin.lock().await.take());
    }

    /// Waits until it has ended. The result has what is kept of its output, and
    /// `truncated` says whether there was more. Safe to drop and to call again.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::exec`]. A failure of the engine is told once.
    pub async fn wait(&self) -> Result<ExecResult> {
        let ended = self.inner.outcome.wait().await?;
        let [stdout, stderr] = [&self.inner.stdout, &self.inner.stderr].map(|ring| {
            let (bytes, dropped) = ring.read();
            Capture::of(bytes, dropped)
        });
        self.inner.finish.conclude(ended, Some((stdout, stderr)))
    }

    /// Sends a signal to it and everything it started, also to what it left running
    /// when it ended.
    ///
    /// # Errors
    ///
    /// `SandboxGone` and `Engine`, where the signal could not be sent.
    pub async fn signal(&self, signal: Signal) -> Result<()> {
        self.inner.requests.signal(signal).await
    }

    /// Kills it and everything it started, and waits until it has ended. Ok where it
    /// has ended already.
    ///
    /// # Errors
    ///
    /// As [`signal`](BackgroundProcess::signal).
    pub async fn kill(&self) -> Result<()> {
        self.signal(Signal::KILL).await?;
        self.inner.outcome.wait().await.map(drop)
    }
}

impl fmt::Debug for BackgroundProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackgroundProcess")
            .field("pid", &self.pid())
            .field("is_alive", &self.is_alive())
            .finish_non_exhaustive()
    }
}
