//! Events as they are read.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use computesdk_model::{EventKind, SandboxEvent};
use futures_core::Stream;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::ReusableBoxFuture;

use super::channel::{Listener, Listening};

/// What happens to one sandbox, or to all of a [`Compute`](crate::Compute), from the
/// moment on in which this was made: read it by [`next`](Events::next), or as a
/// [`Stream`]. Dropped, it stops.
///
/// It keeps no sandbox alive, and nobody waits for its reader: once more than 1024 events
/// wait for that, the oldest are lost, and [`missed`](SandboxEvent::missed) of the next
/// one says how many.
#[must_use = "events are for whoever reads them"]
pub struct Events {
    /// The wait for the next one; `None` at the end.
    next: Option<ReusableBoxFuture<'static, Received>>,
    missed: u64,
    /// Ends with the sandbox.
    of_one: bool,
    _listening: Option<Listening>,
}

type Event = Arc<SandboxEvent>;
type Received = (Result<Event, RecvError>, Receiver<Event>);

impl Events {
    /// Of one sandbox.
    pub(super) fn of_one(listener: Listener) -> Events {
        Events {
            of_one: true,
            ..Events::of_all(listener)
        }
    }

    /// Of many.
    pub(super) fn of_all(listener: Listener) -> Events {
        Events {
            next: Some(ReusableBoxFuture::new(receive(listener.receiver))),
            missed: 0,
            of_one: false,
            _listening: Some(listener.listening),
        }
    }

    /// Of what has ended.
    pub(super) fn none() -> Events {
        Events {
            next: None,
            missed: 0,
            of_one: true,
            _listening: None,
        }
    }

    /// What happened next; `None` once nothing more can: after
    /// [`Destroyed`](EventKind::Destroyed) where this is of one sandbox, and where it is
    /// of all, when the `Compute` and its sandboxes are gone. Safe to use in `select!`:
    /// nothing is lost when it is dropped.
    pub async fn next(&mut self) -> Option<SandboxEvent> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for Events {
    type Item = SandboxEvent;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<SandboxEvent>> {
        let this = self.get_mut();
        while let Some(next) = &mut this.next {
            let (received, receiver) = ready!(next.poll(cx));
            match received {
                Ok(event) => {
                    let is_last = matches!(event.kind, EventKind::Destroyed { .. });
                    match this.of_one && is_last {
                        true => this.next = None,
                        false => next.set(receive(receiver)),
                    }
                    let mut event = Arc::unwrap_or_clone(event);
                    event.missed = std::mem::take(&mut this.missed);
                    return Poll::Ready(Some(event));
                }
                Err(RecvError::Lagged(count)) => {
                    this.missed += count;
                    next.set(receive(receiver));
                }
                Err(RecvError::Closed) => this.next = None,
            }
        }
        Poll::Ready(None)
    }
}

async fn receive(mut receiver: Receiver<Event>) -> Received {
    (receiver.recv().await, receiver)
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("has_ended", &self.next.is_none())
            .finish_non_exhaustive()
    }
}
