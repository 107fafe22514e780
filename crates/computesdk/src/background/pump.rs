//! The task that owns a background process.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use computesdk_model::{EngineError, Error, Result};
use computesdk_provider::ProcessControl;
use tokio::sync::watch;
use tracing::{Instrument, Span};

use super::ring::Ring;
use crate::events::Running;
use crate::exec::{Ended, Inbox, OutputStream, ResultFuture, Supervisor, feed_nothing, lost};

/// How a process ended, for all who ask.
#[derive(Debug)]
pub(super) struct Outcome {
    state: watch::Sender<State>,
    /// A failure is told once: it has causes that cannot be copied.
    failure: Mutex<Option<Error>>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Running,
    Ended(Ended),
    Failed,
}

impl Outcome {
    pub(super) fn new() -> Arc<Outcome> {
        Arc::new(Outcome {
            state: watch::Sender::new(State::Running),
            failure: Mutex::default(),
        })
    }

    pub(super) fn is_running(&self) -> bool {
        matches!(*self.state.borrow(), State::Running)
    }

    /// Waits for the end.
    pub(super) async fn wait(&self) -> Result<Ended> {
        let mut state = self.state.subscribe();
        let over = state.wait_for(|state| !matches!(state, State::Running));
        match over.await.as_deref() {
            Ok(State::Ended(ended)) => Ok(*ended),
            _ => {
                let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                Err(failure.take().unwrap_or_else(lost))
            }
        }
    }

    fn tell(&self, ended: Result<Ended>) {
        let state = match ended {
            Ok(ended) => State::Ended(ended),
            Err(error) => {
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                State::Failed
            }
        };
        self.state.send_replace(state);
    }
}

/// Tells who waits, also when the runtime drops the task that was to tell.
struct Told(Arc<Outcome>);

impl Drop for Told {
    fn drop(&mut self) {
        if self.0.is_running() {
            self.0.tell(Err(lost()));
        }
    }
}

/// Owns a background process: honours timeout and cancellation, and waits.
///
/// It holds no sandbox: the process lives as long as that does, whoever has let go
/// of the process.
pub(super) struct Pump {
    pub(super) control: Box<dyn ProcessControl>,
    pub(super) supervisor: Supervisor,
    pub(super) feeding: ResultFuture<()>,
    pub(super) inbox: Inbox,
    pub(super) running: Running,
    pub(super) rings: [Arc<Ring>; 2],
}

impl Pump {
    /// Runs until the process has ended and nobody has a handle to it.
    pub(super) async fn run(
        mut self,
        reading: impl Future<Output = Result<()>>,
        outcome: Arc<Outcome>,
        span: Span,
    ) {
        let told = Told(outcome);
        let ended = self.until_ended(reading).instrument(span).await;
        let truncated = self.rings.iter().any(|ring| ring.is_truncated());
        self.running.ended(&ended, truncated);
        told.0.tell(ended);
        self.feeding = feed_nothing();
        // What it left running may still be signalled.
        while let Some(request) = self.inbox.recv().await {
            request.serve(&*self.control);
        }
    }

    async fn until_ended(&mut self, reading: impl Future<Output = Result<()>>) -> Result<Ended> {
        let mut reading = pin!(reading);
        let (mut fed, mut read) = (false, false);
        let ended = loop {
            tokio::select! {
                ended = self.supervisor.run(&mut *self.control) => break ended,
                Some(request) = self.inbox.recv() => {
                    self.supervisor.serve(request, &*self.control);
                }
                done = &mut self.feeding, if !fed => { done?; fed = true }
                done = &mut reading, if !read => { done?; read = true }
            }
        };
        // Streams end with the command, whatever it has left running, and with the
        // sandbox: what was written until then is kept either way.
        let read = if read { Ok(()) } else { reading.await };
        let ended = ended?;
        read.map(|()| ended)
    }
}

/// Reads a stream into a ring until it ends.
pub(super) async fn record(mut stream: OutputStream, ring: &Ring) -> Result<()> {
    let _ended = Ending(ring);
    while let Some(piece) = stream.next_chunk().await? {
        ring.push(&piece);
    }
    Ok(())
}

/// Tells who follows that no more comes, also when nobody reads to the end.
struct Ending<'a>(&'a Ring);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// What a closed standard input says.
pub(super) fn closed(cause: std::io::Error) -> Error {
    let step = "write to the standard input of a background process";
    EngineError::new(step).cause(cause).into()
}
