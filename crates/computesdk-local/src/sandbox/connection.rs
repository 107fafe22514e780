//! The conversation with a sandbox's init.

use std::collections::HashMap;
use std::hash::Hash;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_init::protocol::{
    Attach, Ended, Failure, FromInit, LaunchFailed, LayerReport, ListProcesses, OpenSocket,
    ProcessEntry, Resize, SignalProcess, Spawn, ToInit,
};
use computesdk_model::{EngineError, ProcessQuery, Result, SandboxId};
use tokio::sync::{oneshot, watch};

use super::LocalSandbox;
use crate::engine::{Channel, engine_error, io_error, reactor};

/// A command that runs: its process id inside, and its descriptors.
pub(super) struct StartedJob {
    pub(super) pid: u32,
    pub(super) fds: Vec<OwnedFd>,
}

/// Why a command does not run.
pub(super) enum NotStarted {
    /// init says why.
    Launch(LaunchFailed),
    /// The sandbox ended.
    Gone,
    /// Its descriptors could not be received.
    Descriptors(io::Error),
}

/// How a command ended; `None` while it runs.
pub(super) type ExitState = Option<Finish>;

/// The end of a command.
#[derive(Clone, Debug)]
pub(super) enum Finish {
    /// As init saw it.
    Ended(Box<Ended>),
    /// With its sandbox.
    Gone,
}

/// The socket to a sandbox's init and all that wait for its answers.
pub(super) struct Connection {
    id: SandboxId,
    channel: Channel,
    next: AtomicU32,
    waiting: Mutex<Waiting>,
    /// Whether the sandbox has ended.
    over: watch::Sender<bool>,
}

#[derive(Default)]
struct Waiting {
    /// Why the sandbox ended, once it has.
    gone: Option<String>,
    starting: Answers<Result<StartedJob, NotStarted>>,
    running: HashMap<u32, watch::Sender<ExitState>>,
    listing: Answers<io::Result<Vec<ProcessEntry>>>,
    signalling: Answers<i32>,
    changing: HashMap<u64, oneshot::Sender<Result<(), Failure>>>,
    opening: Answers<io::Result<OwnedFd>>,
}

/// Who waits for which answer, by the number of the request.
type Answers<T> = HashMap<u32, oneshot::Sender<T>>;

/// Fires once: the layers of a ready sandbox, or why there is none.
type Ready = oneshot::Sender<Result<Vec<LayerReport>, Failure>>;

impl Connection {
    /// Starts to listen. The future resolves when the sandbox is ready.
    pub(super) fn open(
        id: SandboxId,
        channel: Channel,
    ) -> Result<(
        Arc<Connection>,
        impl Future<Output = Result<Vec<LayerReport>>> + Send,
    )> {
        let connection = Arc::new(Connection {
            id,
            channel: channel.clone(),
            next: AtomicU32::new(1),
            waiting: Mutex::default(),
            over: watch::Sender::new(false),
        });
        let (ready_sender, ready) = oneshot::channel();
        reactor()?.spawn(listen(Arc::clone(&connection), ready_sender));
        let id = connection.id.clone();
        let ready = async move {
            match ready.await {
                Ok(Ok(layers)) => Ok(layers),
                Ok(Err(failure)) => Err(engine_error(failure)),
                Err(_) => Err(LocalSandbox::gone(&id, "it ended while it was being made")),
            }
        };
        Ok((connection, ready))
    }

    /// The sandbox's.
    pub(super) fn id(&self) -> &SandboxId {
        &self.id
    }

    /// An error where the sandbox has ended.
    pub(super) fn check(&self) -> Result<()> {
        match &self.waiting().gone {
            Some(reason) => Err(LocalSandbox::gone(&self.id, reason)),
            None => Ok(()),
        }
    }

    /// The error for a sandbox that has ended.
    pub(super) fn gone(&self) -> computesdk_model::Error {
        let waiting = self.waiting();
        let reason = waiting.gone.as_deref().unwrap_or("its init ended");
        LocalSandbox::gone(&self.id, reason)
    }

    /// Starts a command. Its number, the wait for its start and for its end.
    pub(super) async fn spawn(
        &self,
        mut spawn: Spawn,
    ) -> Result<(
        u32,
        oneshot::Receiver<Result<StartedJob, NotStarted>>,
        watch::Receiver<ExitState>,
    )> {
        let job = self.next.fetch_add(1, Ordering::Relaxed);
        spawn.job = job;
        let (started_sender, started) = oneshot::channel();
        let (exit_sender, exit) = watch::channel(None);
        {
            let mut waiting = self.waiting();
            if let Some(reason) = &waiting.gone {
                return Err(LocalSandbox::gone(&self.id, reason));
            }
            waiting.starting.insert(job, started_sender);
            waiting.running.insert(job, exit_sender);
        }
        self.send(&ToInit::Spawn(spawn), "ask for a command")
            .await?;
        Ok((job, started, exit))
    }

    /// Sends a message that a descriptor belongs to, and lets go of that.
    pub(super) async fn send_with(&self, message: &ToInit, fd: OwnedFd) -> Result<()> {
        let sent = self.channel.send(message, &[fd.as_fd()]).await;
        sent.map_err(|error| self.not_sent(error, "ask the sandbox"))
    }

    /// The processes of commands.
    pub(super) async fn list_processes(&self, query: ProcessQuery) -> Result<Vec<ProcessEntry>> {
        let request = self.next.fetch_add(1, Ordering::Relaxed);
        let message = ToInit::ListProcesses(ListProcesses {
            request,
            pids: query.pids,
            disk: query.disk,
        });
        let ask = self.ask(request, |waiting| &mut waiting.listing, &message);
        let step = || EngineError::new("receive the list of processes");
        ask.await?.map_err(|error| io_error(step(), error))
    }

    /// Sends a signal to a process; the kernel's answer, 0 where it was sent.
    pub(super) async fn signal_process(&self, mut signal: SignalProcess) -> Result<i32> {
        let request = self.next.fetch_add(1, Ordering::Relaxed);
        signal.request = request;
        let message = ToInit::SignalProcess(signal);
        let ask = self.ask(request, |waiting| &mut waiting.signalling, &message);
        ask.await
    }

    /// A TCP socket of the sandbox's network, not connected.
    pub(super) async fn open_socket(&self, ipv6: bool) -> Result<io::Result<OwnedFd>> {
        let request = self.next.fetch_add(1, Ordering::Relaxed);
        let message = ToInit::OpenSocket(OpenSocket { request, ipv6 });
        let ask = self.ask(request, |waiting| &mut waiting.opening, &message);
        ask.await
    }

    /// Waits until the sandbox has ended.
    pub(super) async fn ended(&self) {
        let mut over = self.over.subscribe();
        // The sender is ours.
        let _ = over.wait_for(|over| *over).await;
    }

    /// Sends a request and waits for its answer, which comes through a list.
    async fn ask<K: Eq + Hash, T>(
        &self,
        request: K,
        list: impl Fn(&mut Waiting) -> &mut HashMap<K, oneshot::Sender<T>>,
        message: &ToInit,
    ) -> Result<T> {
        let answer = self.expect(request, list)?;
        self.send(message, "ask the sandbox").await?;
        answer.await.map_err(|_| self.gone())
    }

    /// The answer to come to a request.
    fn expect<K: Eq + Hash, T>(
        &self,
        request: K,
        list: impl Fn(&mut Waiting) -> &mut HashMap<K, oneshot::Sender<T>>,
    ) -> Result<oneshot::Receiver<T>> {
        let (sender, answer) = oneshot::channel();
        let mut waiting = self.waiting();
        if let Some(reason) = &waiting.gone {
            return Err(LocalSandbox::gone(&self.id, reason));
        }
        list(&mut waiting).insert(request, sender);
        Ok(answer)
    }

    /// Changes the sizes of the writable file systems; the request's number is
    /// filled in here.
    pub(super) async fn resize(&self, mut resize: Resize) -> Result<Result<(), Failure>> {
        let request = u64::from(self.next.fetch_add(1, Ordering::Relaxed));
        resize.request = request;
        let message = ToInit::Resize(resize);
        let ask = self.ask(request, |waiting| &mut waiting.changing, &message);
        ask.await
    }

    /// Attaches a mount, a directory, at a path inside without its leading slash.
    pub(super) async fn attach(
        &self,
        mount: OwnedFd,
        target: Vec<u8>,
    ) -> Result<Result<(), Failure>> {
        let request = u64::from(self.next.fetch_add(1, Ordering::Relaxed));
        let message = ToInit::Attach(Attach { request, target });
        let answer = self.expect(request, |waiting| &mut waiting.changing)?;
        self.send_with(&message, mount).await?;
        answer.await.map_err(|_| self.gone())
    }

    /// Sends a message that no answer is expected to, without waiting.
    pub(super) fn post(&self, message: ToInit) {
        self.channel.post(message);
    }

    /// Ends the conversation, and by that the sandbox.
    pub(super) fn close(&self, reason: &str) {
        self.end(reason);
        self.channel.close();
    }

    async fn send(&self, message: &ToInit, step: &str) -> Result<()> {
        let sent = self.channel.send(message, &[]).await;
        sent.map_err(|error| self.not_sent(error, step))
    }

    fn not_sent(&self, error: io::Error, step: &str) -> computesdk_model::Error {
        const EPIPE: i32 = 32;
        const ECONNRESET: i32 = 104;
        match error.raw_os_error() {
            Some(EPIPE | ECONNRESET) => self.gone(),
            _ => io_error(EngineError::new(step), error),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // The maps stay whole whatever a panicking holder did.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody who waits that the sandbox has ended.
    fn end(&self, reason: &str) {
        let mut waiting = self.waiting();
        if waiting.gone.is_none() {
            waiting.gone = Some(reason.to_owned());
        }
        for (_, sender) in waiting.starting.drain() {
            let _ = sender.send(Err(NotStarted::Gone));
        }
        for (_, sender) in waiting.running.drain() {
            sender.send_replace(Some(Finish::Gone));
        }
        waiting.listing.clear();
        waiting.signalling.clear();
        waiting.changing.clear();
        waiting.opening.clear();
        self.over.send_replace(true);
    }

    /// Hands an answer to whoever waits for it. Nobody does when the caller has
    /// given up: then what it asked for is let go of.
    fn dispatch(&self, message: FromInit, fds: Vec<OwnedFd>) {
        let mut waiting = self.waiting();
        match message {
            FromInit::Started(started) => {
                if let Some(sender) = waiting.starting.remove(&started.job) {
                    let pid = started.pid;
                    let _ = sender.send(Ok(StartedJob { pid, fds }));
                }
            }
            FromInit::LaunchFailed(failed) => {
                waiting.running.remove(&failed.job);
                if let Some(sender) = waiting.starting.remove(&failed.job) {
                    let _ = sender.send(Err(NotStarted::Launch(failed)));
                }
            }
            FromInit::Ended(ended) => {
                if let Some(sender) = waiting.running.remove(&ended.job) {
                    sender.send_replace(Some(Finish::Ended(Box::new(ended))));
                }
            }
            FromInit::Processes(list) => {
                if let Some(sender) = waiting.listing.remove(&list.request) {
                    let _ = sender.send(Ok(list.processes));
                }
            }
            FromInit::Signalled(signalled) => {
                if let Some(sender) = waiting.signalling.remove(&signalled.request) {
                    let _ = sender.send(signalled.errno);
                }
            }
            FromInit::Changed(changed) => {
                if let Some(sender) = waiting.changing.remove(&changed.request) {
                    let _ = sender.send(changed.failure.map_or(Ok(()), Err));
                }
            }
            FromInit::SocketOpened(opened) => {
                if let Some(sender) = waiting.opening.remove(&opened.request) {
                    let socket = fds.into_iter().next();
                    let failed = || io::Error::from_raw_os_error(opened.errno);
                    let _ = sender.send(socket.ok_or_else(failed));
                }
            }
            FromInit::Ready(_) | FromInit::SetupFailed(_) => {}
        }
    }

    /// A packet whose descriptors did not fit into this process: whoever waited
    /// for some is told. Which one it was is lost with the packet.
    fn out_of_descriptors(&self, error: &io::Error) {
        let mut waiting = self.waiting();
        for (_, sender) in waiting.starting.drain() {
            let _ = sender.send(Err(NotStarted::Descriptors(copy(error))));
        }
        for (_, sender) in waiting.listing.drain() {
            let _ = sender.send(Err(copy(error)));
        }
        for (_, sender) in waiting.opening.drain() {
            let _ = sender.send(Err(copy(error)));
        }
    }
}

fn copy(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => io::Error::from(error.kind()),
    }
}

async fn listen(connection: Arc<Connection>, ready: Ready) {
    let mut ready = Some(ready);
    loop {
        let received = connection.channel.receive::<FromInit>().await;
        match received {
            Ok(Some((FromInit::Ready(layers), _))) => {
                if let Some(ready) = ready.take() {
                    let _ = ready.send(Ok(layers));
                }
            }
            Ok(Some((FromInit::SetupFailed(failure), _))) => {
                if let Some(ready) = ready.take() {
                    let _ = ready.send(Err(failure));
                }
            }
            Ok(Some((message, fds))) => connection.dispatch(message, fds),
            Ok(None) => break,
            Err(error) => connection.out_of_descriptors(&error),
        }
    }
    connection.end("its init ended");
    connection.channel.close();
}
