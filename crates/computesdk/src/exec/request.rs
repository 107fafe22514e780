//! What only the task that owns a process can do for others.

use computesdk_model::{Result, Signal, TerminalSize};
use computesdk_provider::{KillScope, ProcessControl};
use tokio::sync::{mpsc, oneshot};

use super::live::lost;

/// Asks the task that owns a process.
#[derive(Clone, Debug)]
pub(crate) struct Requests(mpsc::UnboundedSender<Request>);

/// The owner's end.
pub(crate) type Inbox = mpsc::UnboundedReceiver<Request>;

pub(crate) enum Request {
    Signal(Signal, oneshot::Sender<Result<()>>),
    Resize(TerminalSize, oneshot::Sender<Result<()>>),
}

impl Requests {
    pub(crate) fn new() -> (Requests, Inbox) {
        let (sender, inbox) = mpsc::unbounded_channel();
        (Requests(sender), inbox)
    }

    /// Sends a signal to the whole job.
    pub(crate) async fn signal(&self, signal: Signal) -> Result<()> {
        self.ask(|reply| Request::Signal(signal, reply)).await
    }

    pub(crate) async fn resize(&self, size: TerminalSize) -> Result<()> {
        self.ask(|reply| Request::Resize(size, reply)).await
    }

    async fn ask(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<()>>) -> Request,
    ) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.0.send(request(reply)).map_err(|_| lost())?;
        answer.await.unwrap_or_else(|_| Err(lost()))
    }
}

impl Request {
    /// Nobody may be waiting for the answer any more, and that is fine.
    pub(crate) fn serve(self, control: &dyn ProcessControl) {
        let _unheard = match self {
            Request::Signal(signal, reply) => reply.send(control.signal(signal, KillScope::Job)),
            Request::Resize(size, reply) => reply.send(control.resize(size)),
        };
    }
}
