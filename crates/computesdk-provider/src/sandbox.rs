//! Making sandboxes, and what a sandbox can do.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use computesdk_model::{
    CommandSpec, EgressEvent, Limits, Mount, Network, ProcessInfo, ProcessQuery, Result, SandboxId,
    SandboxInfo, SandboxSpec, Signal, UnsupportedError, User,
};

use crate::{Connector, Files, Observer, Process};

/// Somewhere that sandboxes can run.
#[async_trait]
pub trait Provider: fmt::Debug + Send + Sync {
    /// Its name, as in `compute.sandbox("local")`.
    fn name(&self) -> &str;

    /// Makes a sandbox, ready to run commands when this returns.
    ///
    /// # Errors
    ///
    /// Where a part of the specification cannot be had: a typed error that
    /// says what is missing and how to enable it. A layer of isolation that is
    /// only a help (not one that a promise rests on) may be missing; then
    /// [`Sandbox::info`] says so.
    async fn create(&self, spec: SandboxSpec) -> Result<Arc<dyn Sandbox>>;

    /// About how many bytes of this machine's memory a sandbox takes that waits for its
    /// first command. `None` where sandboxes are not to be made before anybody asks, as
    /// where each is paid for.
    ///
    /// Where it is given, sandboxes are made without [`SandboxSpec::env`]: their commands
    /// are told what is in it.
    fn idle_memory(&self) -> Option<u64> {
        None
    }
}

/// A sandbox: the primitives.
#[async_trait]
pub trait Sandbox: Files + fmt::Debug + Send + Sync {
    /// Its id.
    fn id(&self) -> &SandboxId;

    /// The environment that a command of this user starts with: `PATH`,
    /// `HOME`, `LANG` and what [`SandboxSpec::env`] named. Never anything of
    /// the calling program's own environment.
    fn base_env(&self, user: User) -> BTreeMap<OsString, OsString>;

    /// Starts a command. Returns when its program runs.
    ///
    /// # Errors
    ///
    /// `NotFound` of kind [`Program`] where the program does not exist, of kind
    /// [`Directory`] where the working directory does not; `InvalidArgument`
    /// where the program is there and cannot be executed, or the working
    /// directory is none or may not be entered. The name in the error is the
    /// one in the command.
    ///
    /// [`Program`]: computesdk_model::ResourceKind::Program
    /// [`Directory`]: computesdk_model::ResourceKind::Directory
    async fn spawn(&self, command: CommandSpec) -> Result<Process>;

    /// The processes that commands have started and that have not been waited for
    /// yet, by their ids: those that are wanted and that there are. What the provider
    /// itself runs inside is not among them.
    async fn processes(&self, query: ProcessQuery) -> Result<Vec<ProcessInfo>>;

    /// Sends a signal to one of them.
    ///
    /// # Errors
    ///
    /// `NotFound` of kind [`Process`](computesdk_model::ResourceKind::Process)
    /// where there is none of this id, or it is the provider's own.
    async fn signal(&self, pid: u32, signal: Signal) -> Result<()>;

    /// What it is and what holds it.
    async fn info(&self) -> Result<SandboxInfo>;

    /// Its limits: those that it was made with, or that were set last.
    fn limits(&self) -> Limits;

    /// What it may reach over the network: what it was made with, or what was set last.
    fn network(&self) -> Network;

    /// Changes what it may reach, from now on. Connections that it may not have any more
    /// are cut.
    ///
    /// # Errors
    ///
    /// Where such rules cannot be kept here; then the old ones hold.
    async fn set_network(&self, network: Network) -> Result<()>;

    /// What was asked of its network lately, and what came of it; the last one last.
    fn egress_events(&self) -> Vec<EgressEvent>;

    /// Changes its limits to these, all at once: on an error the old ones hold.
    /// Those of each process hold for the commands that start from then on.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where a limit makes no sense, is below what is in use,
    /// or can be set at creation alone; `Unsupported` where none can be changed.
    async fn set_limits(&self, limits: Limits) -> Result<()>;

    /// Shows a directory of the host inside, from now on until the sandbox ends: commands
    /// that run see it as those that start later do. The target is made where it does not
    /// exist. It is shown as [`SandboxSpec::mounts`] are: neither set-user-ID programs nor
    /// devices count in it, and where it is read-only nothing inside can change it. Ok
    /// also where it is there already.
    ///
    /// # Errors
    ///
    /// `NotFound` where the source does not exist; `InvalidArgument` where it is no
    /// directory, where the target is no path that can be mounted on or goes through a
    /// link, and where another directory is mounted there. `Unsupported` where nothing
    /// can be mounted while a sandbox lives: so it is unless you replace this.
    async fn mount(&self, mount: Mount) -> Result<()> {
        drop(mount);
        Err(UnsupportedError {
            provider: self.info().await?.provider,
            capability: "mounts in a living sandbox".to_owned(),
            hints: Vec::new(),
        }
        .into())
    }

    /// What connects to the servers that commands run inside.
    ///
    /// # Errors
    ///
    /// `Unsupported` where nothing can: so it is unless you replace this.
    async fn connector(&self) -> Result<Arc<dyn Connector>> {
        Err(UnsupportedError {
            provider: self.info().await?.provider,
            capability: "ports of servers inside".to_owned(),
            hints: Vec::new(),
        }
        .into())
    }

    /// Tells this observer of what happens to the sandbox by itself, from now on until it
    /// has ended; at once where it has. Called at most once, before its user has it.
    ///
    /// Unless you replace this, nobody is told of an end that its user did not ask for.
    fn observe(&self, observer: Arc<dyn Observer>) {
        drop(observer);
    }

    /// Ends it: returns when every process, mount and file of it is gone.
    /// Ok also when it has ended already.
    async fn destroy(&self) -> Result<()>;
}
