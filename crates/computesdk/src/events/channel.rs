//! One way from where events happen to whoever listens.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use computesdk_model::SandboxEvent;
use tokio::sync::broadcast;

/// Events that wait for a slow reader; what comes after pushes the oldest out.
const KEPT: usize = 1024;

/// Made with nobody listening: then it has no room for events, and asking whether
/// somebody does is all that it costs.
#[derive(Default)]
pub(super) struct Channel {
    sender: OnceLock<broadcast::Sender<Arc<SandboxEvent>>>,
    listeners: Arc<AtomicUsize>,
}

/// The reader's end. It does not keep the channel open.
#[derive(Debug)]
pub(super) struct Listener {
    pub(super) receiver: broadcast::Receiver<Arc<SandboxEvent>>,
    pub(super) listening: Listening,
}

/// Somebody listens while this is there.
#[derive(Debug)]
pub(super) struct Listening(Arc<AtomicUsize>);

impl Channel {
    /// Whether somebody listens. Who began to before what happens now, in whatever order
    /// two threads agree on, is seen.
    pub(super) fn is_heard(&self) -> bool {
        self.listeners.load(Ordering::Relaxed) > 0
    }

    pub(super) fn listen(&self) -> Listener {
        let sender = self.sender.get_or_init(|| broadcast::Sender::new(KEPT));
        let receiver = sender.subscribe();
        self.listeners.fetch_add(1, Ordering::Relaxed);
        let listening = Listening(Arc::clone(&self.listeners));
        Listener {
            receiver,
            listening,
        }
    }

    /// Tells those who listen; never waits for them.
    pub(super) fn send(&self, event: &Arc<SandboxEvent>) {
        if let Some(sender) = self.sender.get().filter(|_| self.is_heard()) {
            // The last one may have gone meanwhile.
            let _unheard = sender.send(Arc::clone(event));
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("is_heard", &self.is_heard())
            .finish_non_exhaustive()
    }
}
