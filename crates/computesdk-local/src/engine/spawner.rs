//! The spawner process as the library sees it.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_init::protocol::{
    Create, Failure, FromSpawner, GroupLimits, HostMount, Limit, MountFor, OpenNetwork,
    SpawnerReady, ToSpawner,
};
use computesdk_model::{EngineError, Result};
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};

use super::answers::Answers;
use super::leftovers;
use super::reactor::start_reactor;
use super::start::{self, Program};
use super::{Channel, engine_error, io_error, reactor, subordinate};
use crate::host::Host;
use crate::options::LocalOptions;

/// A running spawner. It ends when the last handle is dropped: with the provider
/// and the last sandbox.
#[derive(Debug)]
pub(crate) struct Spawner {
    channel: Channel,
    ready: SpawnerReady,
    host: Arc<Host>,
    next: AtomicU64,
    shared: Arc<Shared>,
    reactor: Handle,
}

/// Number of a spawner's first sandbox.
const FIRST: u64 = 1;

/// What the reactor's task and the callers both use.
#[derive(Debug)]
struct Shared {
    alive: AtomicBool,
    sandboxes: Mutex<HashMap<u64, Registered>>,
    limiting: Answers<Result<(), Failure>>,
    handing: Answers<Result<Vec<OwnedFd>, Failure>>,
}

#[derive(Debug)]
struct Registered {
    /// Until the sandbox's init has spoken.
    failed: Option<oneshot::Sender<Failure>>,
    /// To its init, which ends when it closes.
    channel: Channel,
    gone: watch::Sender<bool>,
}

/// What the spawner has done about a sandbox, or why it did not; `None` where one of
/// them is gone.
pub(crate) type Answer<T> = Option<Result<T, Failure>>;

/// A sandbox that is being made.
pub(crate) struct Birth {
    /// Its number.
    pub(crate) id: u64,
    /// The socket to its init.
    pub(crate) channel: Channel,
    /// Fires where the spawner could not make it.
    pub(crate) failed: oneshot::Receiver<Failure>,
    /// Turns true when nothing is left of it.
    pub(crate) gone: watch::Receiver<bool>,
}

impl Spawner {
    /// Starts a spawner, asks it for its first sandbox, and waits until it is
    /// ready. `create`'s number is filled in here.
    pub(crate) async fn start(
        options: &LocalOptions,
        mut create: Create,
    ) -> Result<(Arc<Spawner>, Birth)> {
        create.id = FIRST;
        let request = ToSpawner::Create(create);
        // Its thread starts while this one writes the program.
        start_reactor()?;
        let program = Program::find(options)
            .map_err(|error| io_error(EngineError::new("load the init program"), error))?;
        match Spawner::start_program(&program, options, &request).await {
            Err(error) => match Program::installed(options) {
                // A policy that goes by paths may allow what is installed.
                Some(installed) => Spawner::start_program(&installed, options, &request).await,
                None => Err(error),
            },
            started => started,
        }
    }

    async fn start_program(
        program: &Program,
        options: &LocalOptions,
        first: &ToSpawner,
    ) -> Result<(Arc<Spawner>, Birth)> {
        let failed = |error| io_error(EngineError::new("start the spawner"), error);
        let reactor = reactor()?;
        let (channel, theirs) = Channel::pair(&reactor).map_err(failed)?;
        let configure = ToSpawner::Configure(start::configure(options));
        channel.send(&configure, &[]).await.map_err(failed)?;
        let child = start::execute(program, theirs, options).map_err(failed)?;
        let pid = child.id();
        tracing::debug!(spawner = pid, "spawner started");
        let reaper = Reaper {
            child: Some(child),
            reactor: reactor.clone(),
            channel: channel.clone(),
        };
        // The spawner makes what needs no answer from here meanwhile.
        let host = Host::get();
        let show = ToSpawner::Show(start::show(options, &host));
        let shared = Arc::new(Shared {
            alive: AtomicBool::new(true),
            sandboxes: Mutex::default(),
            limiting: Answers::new(),
            handing: Answers::new(),
        });
        let (birth, theirs) = shared.expect(FIRST, &reactor).map_err(failed)?;
        for (message, fds) in [(&show, &[] as &[_]), (first, &[theirs.as_fd()])] {
            match channel.send(message, fds).await {
                // Then there is nothing to be heard either.
                Err(error) if is_gone(&error) => {}
                sent => sent.map_err(failed)?,
            }
        }
        drop(theirs);
        let Some(ready) = wait_until_ready(&channel).await? else {
            return Err(failed(
                reaper.reap().await.map_or_else(|error| error, ended_early),
            ));
        };
        tracing::debug!(spawner = pid, ids = ?ready.ids, "spawner is ready");
        let spawner = Arc::new(Spawner {
            channel: channel.clone(),
            ready,
            host,
            next: AtomicU64::new(FIRST + 1),
            shared: Arc::clone(&shared),
            reactor: reactor.clone(),
        });
        let groups = spawner.ready.groups.clone();
        reactor.spawn(listen(channel, shared, reaper, groups));
        Ok((spawner, birth))
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.shared.alive.load(Ordering::Acquire)
    }

    /// How it found itself able to work.
    pub(crate) fn ready(&self) -> &SpawnerReady {
        &self.ready
    }

    /// The host that it shows to its sandboxes.
    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    /// Asks for a sandbox; `None` where the spawner has died. `create`'s number is
    /// filled in here.
    pub(crate) async fn create(&self, mut create: Create) -> Result<Option<Birth>> {
        let failed = |error| io_error(EngineError::new("ask for a sandbox"), error);
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        create.id = id;
        let (birth, theirs) = self.shared.expect(id, &self.reactor).map_err(failed)?;
        let request = ToSpawner::Create(create);
        if let Err(error) = self.channel.send(&request, &[theirs.as_fd()]).await {
            self.shared.sandboxes().remove(&id);
            if !is_gone(&error) {
                return Err(failed(error));
            }
            // Its end may not have been heard of yet.
            self.shared.alive.store(false, Ordering::Release);
            return Ok(None);
        }
        tracing::debug!(number = id, "sandbox asked for");
        Ok(Some(birth))
    }

    /// Changes the limits of a sandbox's control groups.
    pub(crate) async fn limit(&self, id: u64, limits: GroupLimits) -> Result<Answer<()>> {
        let limit = |request| {
            ToSpawner::Limit(Limit {
                request,
                id,
                limits,
            })
        };
        let step = "change the limits of a sandbox";
        self.ask(id, step, &self.shared.limiting, limit).await
    }

    /// Opens the way out of a sandbox's network: its sockets.
    pub(crate) async fn open_network(&self, id: u64) -> Result<Answer<Vec<OwnedFd>>> {
        let open = |request| ToSpawner::OpenNetwork(OpenNetwork { request, id });
        let step = "open the network of a sandbox";
        self.ask(id, step, &self.shared.handing, open).await
    }

    /// Makes a mount of the host for a sandbox, attached nowhere yet.
    pub(crate) async fn mount(&self, id: u64, mount: HostMount) -> Result<Answer<Vec<OwnedFd>>> {
        let mount = |request| ToSpawner::Mount(MountFor { request, id, mount });
        let step = "mount a path of the host";
        self.ask(id, step, &self.shared.handing, mount).await
    }

    /// Asks for something about a sandbox, and waits for the answer.
    async fn ask<T>(
        &self,
        id: u64,
        step: &'static str,
        answers: &Answers<Result<T, Failure>>,
        message: impl FnOnce(u64) -> ToSpawner,
    ) -> Result<Answer<T>> {
        let request = self.next.fetch_add(1, Ordering::Relaxed);
        let answer = answers.expect(request, id);
        if let Err(error) = self.channel.send(&message(request), &[]).await {
            answers.forget(request);
            if is_gone(&error) {
                return Ok(None);
            }
            return Err(io_error(EngineError::new(step), error));
        }
        if !self.is_alive() || !self.shared.sandboxes().contains_key(&id) {
            answers.forget(request);
        }
        Ok(answer.await.ok())
    }

    /// Ends a sandbox, at once.
    pub(crate) fn kill(&self, id: u64) {
        self.channel.post(ToSpawner::Kill(id));
    }
}

impl Drop for Spawner {
    fn drop(&mut self) {
        // Ends the spawner, which ends what is left, and the task that listens.
        self.channel.close();
    }
}

impl Shared {
    /// Registers a sandbox that is about to be asked for, and makes the socket
    /// whose other end is for its init.
    fn expect(&self, id: u64, reactor: &Handle) -> io::Result<(Birth, OwnedFd)> {
        let (channel, theirs) = Channel::pair(reactor)?;
        let (failed_sender, failed) = oneshot::channel();
        let (gone_sender, gone) = watch::channel(false);
        let registered = Registered {
            failed: Some(failed_sender),
            channel: channel.clone(),
            gone: gone_sender,
        };
        self.sandboxes().insert(id, registered);
        let birth = Birth {
            id,
            channel,
            failed,
            gone,
        };
        Ok((birth, theirs))
    }

    fn sandboxes(&self) -> MutexGuard<'_, HashMap<u64, Registered>> {
        // The map stays whole whatever a panicking holder did.
        self.sandboxes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether nobody is at the other end any more.
fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset
    )
}

/// What the spawner is able to; `None` where it has ended without a word.
async fn wait_until_ready(channel: &Channel) -> Result<Option<SpawnerReady>> {
    let step = || EngineError::new("start the spawner");
    loop {
        let message = channel
            .receive()
            .await
            .map_err(|error| io_error(step(), error))?;
        match message {
            Some((FromSpawner::MapIds(pid), _)) => {
                let mapped = tokio::task::spawn_blocking(move || subordinate::map(pid));
                let mapped = mapped.await.unwrap_or(false);
                channel
                    .send(&ToSpawner::IdsMapped(mapped), &[])
                    .await
                    .map_err(|error| io_error(step(), error))?;
            }
            Some((FromSpawner::Ready(ready), _)) => return Ok(Some(ready)),
            Some((FromSpawner::Failed(failure), _)) => return Err(engine_error(failure)),
            Some((
                FromSpawner::CreateFailed(_)
                | FromSpawner::Gone(_)
                | FromSpawner::Limited(_)
                | FromSpawner::HandedOver(_),
                _,
            ))
            | None => return Ok(None),
        }
    }
}

/// Handles what the spawner says until it is gone.
async fn listen(channel: Channel, shared: Arc<Shared>, reaper: Reaper, groups: Vec<Vec<u8>>) {
    while let Ok(Some((message, fds))) = channel.receive().await {
        match message {
            FromSpawner::CreateFailed(failed) => {
                let mut sandboxes = shared.sandboxes();
                let registered = sandboxes.get_mut(&failed.id);
                if let Some(sender) = registered.and_then(|entry| entry.failed.take()) {
                    // The caller may have given up waiting.
                    let _ = sender.send(failed.failure);
                }
            }
            FromSpawner::Gone(gone) => {
                for leftover in gone.leftovers {
                    tracing::warn!(error = %engine_error(leftover), "could not clean up");
                }
                if let Some(registered) = shared.sandboxes().remove(&gone.id) {
                    registered.gone.send_replace(true);
                }
                shared.limiting.forget_sandbox(gone.id);
                shared.handing.forget_sandbox(gone.id);
            }
            FromSpawner::Limited(changed) => {
                let answer = changed.failure.map_or(Ok(()), Err);
                shared.limiting.tell(changed.request, answer);
            }
            FromSpawner::HandedOver(changed) => {
                let answer = changed.failure.map_or(Ok(fds), Err);
                shared.handing.tell(changed.request, answer);
            }
            FromSpawner::MapIds(_) | FromSpawner::Ready(_) | FromSpawner::Failed(_) => break,
        }
    }
    shared.alive.store(false, Ordering::Release);
    shared.limiting.forget_all();
    shared.handing.forget_all();
    // A sandbox that nobody can kill or clean up after must not live on.
    let orphans: Vec<Registered> = shared
        .sandboxes()
        .drain()
        .map(|(_, orphan)| orphan)
        .collect();
    for orphan in &orphans {
        orphan.channel.close();
    }
    if let Err(error) = reaper.reap().await {
        tracing::warn!(%error, "could not wait for the spawner");
    }
    leftovers::remove(groups).await;
    for orphan in orphans {
        orphan.gone.send_replace(true);
    }
}

/// A spawner that ended before it was ready.
#[derive(Debug)]
struct EndedEarly(ExitStatus);

impl fmt::Display for EndedEarly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it ended early, by {}", self.0)
    }
}

impl std::error::Error for EndedEarly {}

fn ended_early(status: ExitStatus) -> io::Error {
    io::Error::other(EndedEarly(status))
}

/// Takes the spawner's exit status when it is of no more use, so that it does
/// not stay behind as a zombie.
struct Reaper {
    child: Option<Child>,
    reactor: Handle,
    channel: Channel,
}

impl Reaper {
    /// Waits until the spawner has ended: how.
    async fn reap(mut self) -> io::Result<ExitStatus> {
        self.channel.close();
        let child = self.child.take();
        let waited = self.reactor.spawn_blocking(move || match child {
            Some(mut child) => child.wait(),
            None => Err(io::ErrorKind::NotFound.into()),
        });
        waited
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

impl Drop for Reaper {
    fn drop(&mut self) {
        self.channel.close();
        if let Some(mut child) = self.child.take() {
            self.reactor.spawn_blocking(move || child.wait());
        }
    }
}
