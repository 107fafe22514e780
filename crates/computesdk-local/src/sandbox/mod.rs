//! One sandbox.

mod change;
mod connection;
mod connector;
pub(crate) mod create;
mod disks;
pub(crate) mod files;
pub(crate) mod info;
mod input;
mod launch;
mod limits;
mod mounts;
mod network;
mod observed;
mod output;
mod process;
pub(crate) mod processes;
mod too_little;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use computesdk_model::{
    CommandSpec, EgressEvent, EngineError, Error, Hint, Limits, Mount, Network, ProcessInfo,
    ProcessQuery, Result, SandboxGoneError, SandboxId, SandboxInfo, SandboxSpec, Signal, User,
};
use computesdk_provider::{self as provider, Observer, Process, Sandbox};
use tokio::sync::watch;

use crate::engine::{Birth, Spawner, reactor};
use change::{Change, Current};
use connection::Connection;
use connector::Connector;
use files::Servers;
use mounts::{Mounts, Show};
use network::Egress;
use observed::Observed;

/// A sandbox on this machine. Dropped, it ends.
pub(crate) struct LocalSandbox {
    id: SandboxId,
    spec: SandboxSpec,
    info: SandboxInfo,
    /// Those that hold now; the spec has those that it was made with.
    limits: Arc<Current>,
    mounts: Arc<Mounts>,
    connection: Arc<Connection>,
    servers: Servers,
    egress: Egress,
    observed: Observed,
    life: Life,
}

/// Keeps the sandbox alive, and ends it.
struct Life {
    spawner: Arc<Spawner>,
    number: u64,
    gone: watch::Receiver<bool>,
    connection: Arc<Connection>,
}

impl Life {
    /// Ends the sandbox without waiting.
    fn end(&self) {
        self.connection.close("it was destroyed");
        self.spawner.kill(self.number);
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for LocalSandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalSandbox")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl LocalSandbox {
    /// Waits until a sandbox that was asked for is ready.
    pub(crate) async fn when_ready(
        spawner: Arc<Spawner>,
        birth: Birth,
        spec: SandboxSpec,
    ) -> Result<Self> {
        let created_at = SystemTime::now();
        let id = create::id(birth.id);
        let (connection, ready) = Connection::open(id.clone(), birth.channel)?;
        let life = Life {
            spawner,
            number: birth.id,
            gone: birth.gone,
            connection: Arc::clone(&connection),
        };
        let failed = async {
            match birth.failed.await {
                Ok(failure) => crate::engine::engine_error(failure),
                // The spawner is gone; the connection tells.
                Err(_) => std::future::pending().await,
            }
        };
        let layers = tokio::select! {
            biased;
            ready = ready => ready,
            error = failed => Err(error),
        }
        .map_err(|error| too_little::explained(error, &spec.limits))?;
        let info = info::info(&id, created_at, layers);
        tracing::debug!(sandbox = %id, layers = info.layers.len(), "init is ready");
        let observed = Observed::new(id.clone());
        Ok(LocalSandbox {
            id,
            limits: Arc::new(Current::new(spec.limits.clone())),
            mounts: Arc::new(Mounts::new(&spec.mounts)),
            spec,
            info,
            connection,
            servers: Servers::default(),
            egress: Egress::new(observed.clone()),
            observed,
            life,
        })
    }

    /// The error for a sandbox that has ended.
    fn gone(id: &SandboxId, reason: &str) -> Error {
        SandboxGoneError {
            id: id.clone(),
            reason: reason.to_owned(),
            hints: vec![Hint::new("create a new sandbox")],
        }
        .into()
    }
}

#[async_trait]
impl Sandbox for LocalSandbox {
    fn id(&self) -> &SandboxId {
        &self.id
    }

    fn base_env(&self, user: User) -> BTreeMap<OsString, OsString> {
        let mut env = launch::base_env(user, &self.life.spawner.host().search_path);
        env.extend(self.spec.env.clone());
        env
    }

    async fn spawn(&self, command: CommandSpec) -> Result<Process> {
        let ready = self.life.spawner.ready();
        let limits = limits::of_command(&self.limits.now(), &command, ready)?;
        process::spawn(&self.connection, &command, limits).await
    }

    async fn processes(&self, query: ProcessQuery) -> Result<Vec<ProcessInfo>> {
        processes::list(&self.connection, query).await
    }

    async fn signal(&self, pid: u32, signal: Signal) -> Result<()> {
        processes::signal(&self.connection, pid, signal).await
    }

    async fn info(&self) -> Result<SandboxInfo> {
        self.connection.check()?;
        let mut info = self.info.clone();
        let limits = self.limits.now();
        info.limits = info::limits(&limits, &self.mounts.now(), self.life.spawner.ready());
        info.warnings = info::warnings(&info.limits);
        Ok(info)
    }

    fn limits(&self) -> Limits {
        self.limits.now()
    }

    async fn set_limits(&self, limits: Limits) -> Result<()> {
        let change = Change {
            connection: Arc::clone(&self.connection),
            spawner: Arc::clone(&self.life.spawner),
            sandbox: self.life.number,
            mounts: Arc::clone(&self.mounts),
            limits: Arc::clone(&self.limits),
        };
        tracing::debug!(sandbox = %self.id, ?limits, "limits are to change");
        // Half of a change must not stay when the caller gives up.
        let changed = reactor()?.spawn(change.make(limits)).await;
        changed.unwrap_or_else(|_| Err(self.connection.gone()))
    }

    async fn mount(&self, mount: Mount) -> Result<()> {
        self.connection.check()?;
        let wanted = mounts::wanted(&mount)?;
        let show = Show {
            connection: Arc::clone(&self.connection),
            spawner: Arc::clone(&self.life.spawner),
            sandbox: self.life.number,
            limits: Arc::clone(&self.limits),
            mounts: Arc::clone(&self.mounts),
        };
        tracing::debug!(sandbox = %self.id, ?mount, "a directory is to be mounted");
        // What is attached must be known, also when the caller gives up.
        let shown = reactor()?.spawn(show.make(wanted)).await;
        shown.unwrap_or_else(|_| Err(self.connection.gone()))
    }

    fn network(&self) -> Network {
        self.egress.network()
    }

    async fn set_network(&self, network: Network) -> Result<()> {
        self.egress.set(network, &self.life).await
    }

    fn egress_events(&self) -> Vec<EgressEvent> {
        self.egress.events()
    }

    async fn connector(&self) -> Result<Arc<dyn provider::Connector>> {
        self.connection.check()?;
        Ok(Arc::new(Connector(Arc::clone(&self.connection))))
    }

    fn observe(&self, observer: Arc<dyn Observer>) {
        self.observed.begin(observer, &self.life);
    }

    async fn destroy(&self) -> Result<()> {
        tracing::debug!(sandbox = %self.id, "init and all that runs are to end");
        self.life.end();
        let mut gone = self.life.gone.clone();
        gone.wait_for(|gone| *gone)
            .await
            .map(drop)
            .map_err(|_| Error::from(EngineError::new("wait for the end of the sandbox")))
    }
}
