//! A sandbox of memory.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::SystemTime;

use computesdk::provider::model::{CommandSpec, ProcessQuery, SandboxSpec};
use computesdk::provider::{Process, Sandbox, async_trait};
use computesdk::{
    EgressEvent, Error, Limits, Network, NotFoundError, ProcessInfo, ResourceKind, Result,
    SandboxGoneError, SandboxId, SandboxInfo, Signal, UnsupportedError, User,
};

use crate::provider::NAME;
use crate::world::World;
use crate::{process, shell};

/// A sandbox. Its commands know the world alone, so that dropping this ends
/// them.
#[derive(Debug)]
pub(crate) struct MemorySandbox {
    id: SandboxId,
    env: BTreeMap<OsString, OsString>,
    limits: Limits,
    created_at: SystemTime,
    world: Arc<World>,
}

impl MemorySandbox {
    pub(crate) fn new(id: SandboxId, spec: SandboxSpec) -> Self {
        MemorySandbox {
            id,
            env: spec.env,
            limits: spec.limits,
            created_at: SystemTime::now(),
            world: Arc::default(),
        }
    }

    pub(crate) fn world(&self) -> Result<&Arc<World>> {
        match self.world.ended() {
            false => Ok(&self.world),
            true => Err(SandboxGoneError {
                id: self.id.clone(),
                reason: "it has ended".to_owned(),
                hints: Vec::new(),
            }
            .into()),
        }
    }
}

#[async_trait]
impl Sandbox for MemorySandbox {
    fn id(&self) -> &SandboxId {
        &self.id
    }

    fn base_env(&self, user: User) -> BTreeMap<OsString, OsString> {
        let mut env = BTreeMap::from([
            ("PATH".into(), "/usr/bin:/bin".into()),
            ("HOME".into(), user.home().into()),
        ]);
        env.extend(self.env.clone());
        env
    }

    async fn spawn(&self, command: CommandSpec) -> Result<Process> {
        let world = self.world()?;
        if command.terminal.is_some() {
            return Err(unsupported("terminals"));
        }
        if command.open_files.is_some() || command.file_size.is_some() {
            return Err(unsupported("limits of a command"));
        }
        world.files.enter(&command.cwd)?;
        shell::check(&world.files, &command.program)?;
        Ok(process::start(world, command))
    }

    async fn processes(&self, query: ProcessQuery) -> Result<Vec<ProcessInfo>> {
        let mut processes = self.world()?.processes();
        if let Some(pids) = query.pids {
            processes.retain(|process| pids.contains(&process.pid));
        }
        Ok(processes)
    }

    async fn signal(&self, pid: u32, signal: Signal) -> Result<()> {
        match self.world()?.find(pid) {
            Some(task) => {
                task.signal(signal);
                Ok(())
            }
            None => Err(NotFoundError {
                kind: ResourceKind::Process,
                name: pid.to_string(),
                errno: None,
                hints: Vec::new(),
            }
            .into()),
        }
    }

    async fn info(&self) -> Result<SandboxInfo> {
        self.world()?;
        Ok(SandboxInfo::new(self.id.clone(), NAME, self.created_at))
    }

    fn limits(&self) -> Limits {
        self.limits.clone()
    }

    async fn set_limits(&self, _: Limits) -> Result<()> {
        self.world()?;
        Err(unsupported("limits"))
    }

    fn network(&self) -> Network {
        Network::none()
    }

    async fn set_network(&self, network: Network) -> Result<()> {
        self.world()?;
        match network.is_none() {
            true => Ok(()),
            false => Err(unsupported("network rules")),
        }
    }

    fn egress_events(&self) -> Vec<EgressEvent> {
        Vec::new()
    }

    async fn destroy(&self) -> Result<()> {
        self.world.end();
        Ok(())
    }
}

pub(crate) fn unsupported(capability: &str) -> Error {
    UnsupportedError {
        provider: NAME.to_owned(),
        capability: capability.to_owned(),
        hints: Vec::new(),
    }
    .into()
}

impl Drop for MemorySandbox {
    fn drop(&mut self) {
        self.world.end();
    }
}
