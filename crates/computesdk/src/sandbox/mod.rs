//! A sandbox as its user sees it.

mod builder;
mod directory;
mod environment;
mod mount;
mod network;
mod state;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use computesdk_model::{CommandSpec, Limits, Result, SandboxGoneError, SandboxId, SandboxInfo};
use computesdk_provider::{self as provider, Process};
use tokio::sync::OwnedSemaphorePermit;
use tracing::{Instrument, info_span};

pub use builder::SandboxBuilder;
pub use mount::MountDirectory;
pub(crate) use network::SandboxReach;

use crate::code::{ChosenVersions, PresentPrograms, ShownLayers, Standbys, Workshop};
use crate::events::{Emitter, Holder, Made};
use crate::exec::{Command, Commands, Defaults, Exec, IntoCommand, Live};
use crate::hints;
use crate::monitor::Snapshots;
use crate::ports::Ports;
use crate::run::{LiveScript, Script};
use state::{Slot, State};

/// A sandbox: somewhere to run commands that must not touch anything else.
///
/// Cloning is cheap and gives the same sandbox, with the same working
/// directory and environment. When the last clone is dropped, the sandbox ends
/// with everything in it; [`destroy`](Sandbox::destroy) ends it at once and
/// waits until it is gone. After that every call fails with
/// [`Error::SandboxGone`](crate::Error::SandboxGone).
///
/// ```no_run
/// # async fn example() -> computesdk::Result<()> {
/// use computesdk::create_compute;
///
/// let compute = create_compute()?;
/// let sandbox = compute.sandbox("local").await?;
/// let result = sandbox.exec("python3 -c 'print(\"Hello, World!\")'").await?;
/// assert_eq!(result.stdout, "Hello, World!\n");
/// sandbox.destroy().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Sandbox {
    inner: Arc<Inner>,
}

struct Inner {
    /// Closed before the sandbox ends, also where both are dropped.
    ports: Ports,
    /// Before the sandbox itself: see [`Made`].
    emitter: Holder,
    /// Ended before the sandbox is.
    standbys: Arc<Standbys>,
    sandbox: Arc<dyn provider::Sandbox>,
    /// Variables of its commands, beside those that the provider gives them.
    env: BTreeMap<OsString, OsString>,
    /// When it was handed over, if it was ready before.
    taken_at: Option<SystemTime>,
    workshop: Option<Workshop>,
    shown_layers: Arc<ShownLayers>,
    present_programs: PresentPrograms,
    state: State,
    defaults: Defaults,
    destroyed: AtomicBool,
    slot: Slot,
    snapshots: Snapshots,
    commands: Commands,
    chosen_versions: ChosenVersions,
}

/// What a sandbox begins with.
pub(crate) struct Origin {
    pub(crate) sandbox: Arc<dyn provider::Sandbox>,
    /// Variables of its commands, beside those that the provider gives them.
    pub(crate) env: BTreeMap<OsString, OsString>,
    /// When it was handed over, if it was ready before.
    pub(crate) taken_at: Option<SystemTime>,
    /// Where programs for it are made that are kept.
    pub(crate) workshop: Option<Workshop>,
    /// Interpreters that wait in it.
    pub(crate) standbys: Arc<Standbys>,
    /// Packages that it is shown.
    pub(crate) shown_layers: Arc<ShownLayers>,
}

impl Sandbox {
    pub(crate) fn new(
        Made { emitter, origin }: Made,
        defaults: Defaults,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Sandbox {
            inner: Arc::new(Inner {
                emitter,
                standbys: origin.standbys,
                sandbox: origin.sandbox,
                env: origin.env,
                taken_at: origin.taken_at,
                workshop: origin.workshop,
                shown_layers: origin.shown_layers,
                present_programs: PresentPrograms::default(),
                state: State::default(),
                defaults,
                destroyed: AtomicBool::new(false),
                slot: Slot::new(permit),
                snapshots: Snapshots::default(),
                commands: Commands::default(),
                chosen_versions: ChosenVersions::default(),
                ports: Ports::default(),
            }),
        }
    }

    /// Its id, unique among the sandboxes of its provider.
    pub fn id(&self) -> &SandboxId {
        self.inner.sandbox.id()
    }

    /// Runs a command to its end and collects its output. A string is a line
    /// for the sandbox's shell; a pair of a program and its arguments runs
    /// without a shell.
    ///
    /// What the command leaves running in the background lives on until the
    /// sandbox ends; the call returns when the command itself has exited.
    ///
    /// # Errors
    ///
    /// `Execution` where it exits with a code other than 0 (see
    /// [`unchecked`](Exec::unchecked)), `Timeout` and `Abort` where it was ended
    /// early: each carries the whole result. `NotFound` where the program or
    /// the working directory does not exist; `InvalidArgument`,
    /// `ResourceExhausted`, `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let line = sandbox.exec("ls -la | wc -l").await?;
    /// let words = sandbox.exec(("python3", ["-c", "print('Hello')"])).await?;
    /// let upper = sandbox.exec("tr a-z A-Z").input("loud").await?;
    /// assert_eq!(upper.stdout, "LOUD");
    ///
    /// let failed = sandbox.exec("exit 3").unchecked().await?;
    /// assert_eq!(failed.exit_code, 3);
    /// # drop((line, words)); Ok(()) }
    /// ```
    pub fn exec(&self, command: impl IntoCommand) -> Exec {
        Exec::new(self.clone(), Command(command.into_command()))
    }

    /// Starts a command and gives its streams while it runs. Takes the same
    /// options as [`exec`](Sandbox::exec).
    ///
    /// # Errors
    ///
    /// As [`exec`](Sandbox::exec); how the command ends is told by
    /// [`ExecStream::wait`](crate::ExecStream::wait).
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use tokio::io::AsyncWriteExt;
    ///
    /// let mut stream = sandbox.exec_stream("sort").await?;
    /// let mut stdin = stream.stdin.take().expect("no input was given");
    /// stdin.write_all(b"b\na\n").await.expect("sort reads");
    /// drop(stdin);
    /// while let Some(chunk) = stream.stdout.next_chunk().await? {
    ///     print!("{}", String::from_utf8_lossy(&chunk));
    /// }
    /// stream.wait().await?;
    /// # Ok(()) }
    /// ```
    pub fn exec_stream(&self, command: impl IntoCommand) -> Exec<Live> {
        Exec::new(self.clone(), Live(command.into_command()))
    }

    /// Runs a file of the sandbox: by its `#!` line, else as its extension says, by an
    /// interpreter or, as [`run_code`](Sandbox::run_code) would, by a compiler; and a
    /// compiled program as it is.
    ///
    /// # Errors
    ///
    /// As [`exec`](Sandbox::exec), and: `NotFound` where the file or its
    /// interpreter does not exist (the latter names the package that brings
    /// it), `Compilation` where it does not compile, `InvalidArgument` where it is a directory or nothing says how to
    /// run it.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.write_file("hello.py", "import sys; print('Hello', sys.argv[1])").await?;
    /// let result = sandbox.run("hello.py").args(["World"]).await?;
    /// assert_eq!(result.stdout, "Hello World\n");
    /// # Ok(()) }
    /// ```
    pub fn run(&self, file: impl Into<PathBuf>) -> Exec<Script> {
        Exec::new(self.clone(), Script::new(file.into()))
    }

    /// Runs a file as [`run`](Sandbox::run) does, and gives its streams while
    /// it runs, as [`exec_stream`](Sandbox::exec_stream) does.
    ///
    /// # Errors
    ///
    /// As both.
    pub fn run_stream(&self, file: impl Into<PathBuf>) -> Exec<LiveScript> {
        Exec::new(self.clone(), LiveScript(Script::new(file.into())))
    }

    /// What it is, and which layers and limits hold it.
    ///
    /// # Errors
    ///
    /// `SandboxGone`; `Engine` where the provider cannot tell.
    pub async fn info(&self) -> Result<SandboxInfo> {
        let mut info = self.alive()?.info().await?;
        // To its user it is as old as their call.
        info.created_at = self.inner.taken_at.unwrap_or(info.created_at);
        Ok(info)
    }

    /// Changes its limits while it lives, all at once: on an error the old ones
    /// hold. Those of each process (`open_files`, `file_size`) hold for commands
    /// that start from then on. What [`info`](Sandbox::info) then says is what
    /// holds.
    ///
    /// Where version 2 of control groups counts memory, a limit below what is in
    /// use makes the kernel kill; version 1 refuses it.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where a limit makes no sense, is below what is in use, or
    /// can be set at creation alone: whether `/tmp` has a size of its own, and a
    /// first limit of `disk` or `inodes`. `Unsupported` where the provider cannot
    /// change any; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::Limits;
    ///
    /// let limits = Limits { memory: Some(1 << 30), ..sandbox.limits() };
    /// sandbox.set_limits(limits).await?;
    /// # Ok(()) }
    /// ```
    pub async fn set_limits(&self, limits: Limits) -> Result<()> {
        limits.check()?;
        self.alive()?.set_limits(limits).await
    }

    /// Its limits: those that it was made with, or that were set last.
    pub fn limits(&self) -> Limits {
        self.inner.sandbox.limits()
    }

    /// Ends it: returns when every process, mount and file of it is gone. Ok
    /// also when it has ended already.
    ///
    /// # Errors
    ///
    /// `Engine` where something of it could not be removed.
    pub async fn destroy(&self) -> Result<()> {
        self.inner.destroyed.store(true, Ordering::SeqCst);
        self.inner.standbys.clear();
        let span = info_span!("sandbox.destroy", sandbox = %self.id());
        let _told = self.inner.emitter.destroying();
        let (closing, destroying) = (self.inner.ports.close(), self.inner.sandbox.destroy());
        let both = async { tokio::join!(closing, destroying) };
        let ((), destroyed) = both.instrument(span).await;
        destroyed?;
        self.inner.slot.free();
        Ok(())
    }

    pub(crate) async fn spawn(&self, command: CommandSpec) -> Result<Process> {
        let sandbox = self.alive()?;
        let program = command.program.clone();
        let process = sandbox
            .spawn(command)
            .await
            .map_err(|error| hints::for_spawn(error, &program))
            .inspect_err(|error| self.emitter().meter().exec_failed(error))?;
        tracing::debug!(
            sandbox = %self.id(),
            command = process.pid,
            line = program.display(),
            "command started"
        );
        Ok(process)
    }

    /// Where programs for it are made that are kept; none where none are.
    pub(crate) fn chosen_versions(&self) -> &ChosenVersions {
        &self.inner.chosen_versions
    }

    pub(crate) fn workshop(&self) -> Option<&Workshop> {
        self.inner.workshop.as_ref()
    }

    /// Interpreters that wait in it.
    pub(crate) fn standbys(&self) -> &Arc<Standbys> {
        &self.inner.standbys
    }

    /// The provider's sandbox, whether it was destroyed or not.
    pub(crate) fn provided(&self) -> &Arc<dyn provider::Sandbox> {
        &self.inner.sandbox
    }

    /// Packages that it is shown.
    pub(crate) fn shown_layers(&self) -> &ShownLayers {
        &self.inner.shown_layers
    }

    /// Compiled programs that it has.
    pub(crate) fn present_programs(&self) -> &PresentPrograms {
        &self.inner.present_programs
    }

    /// What tells of it.
    pub(crate) fn emitter(&self) -> &Arc<Emitter> {
        &self.inner.emitter
    }

    pub(crate) fn defaults(&self) -> &Defaults {
        &self.inner.defaults
    }

    /// Lists of its processes, shared by its monitors.
    pub(crate) fn snapshots(&self) -> &Snapshots {
        &self.inner.snapshots
    }

    /// Its commands that somebody waits for.
    pub(crate) fn commands(&self) -> &Commands {
        &self.inner.commands
    }

    /// Its ports that this machine can reach.
    pub(crate) fn published(&self) -> &Ports {
        &self.inner.ports
    }

    /// The provider's sandbox, unless it was destroyed.
    pub(crate) fn alive(&self) -> Result<&dyn provider::Sandbox> {
        if self.inner.destroyed.load(Ordering::SeqCst) {
            return Err(SandboxGoneError {
                id: self.id().clone(),
                reason: "it was destroyed".to_owned(),
                hints: Vec::new(),
            }
            .into());
        }
        Ok(&*self.inner.sandbox)
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("id", self.id())
            .finish_non_exhaustive()
    }
}
