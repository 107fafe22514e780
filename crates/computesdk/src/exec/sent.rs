//! Signals that callers have sent to commands: who ended one is told by them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use computesdk_model::{Result, Signal};

/// Signals that were sent to one command by its caller.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent(Arc<Mutex<Vec<Signal>>>);

impl Sent {
    pub(crate) fn add(&self, signal: Signal) {
        let mut signals = lock(&self.0);
        if !signals.contains(&signal) {
            signals.push(signal);
        }
    }

    pub(crate) fn contains(&self, signal: Signal) -> bool {
        lock(&self.0).contains(&signal)
    }

    fn remove(&self, signal: Signal) {
        lock(&self.0).retain(|sent| *sent != signal);
    }
}

/// The commands of a sandbox that somebody waits for, by their process ids.
#[derive(Debug, Default)]
pub(crate) struct Commands(Mutex<HashMap<u32, Weak<Mutex<Vec<Signal>>>>>);

impl Commands {
    /// A command that has just started. It is known until this is dropped.
    pub(crate) fn started(&self, pid: u32) -> Sent {
        let sent = Sent::default();
        let mut commands = lock(&self.0);
        commands.retain(|_, sent| sent.strong_count() > 0);
        commands.insert(pid, Arc::downgrade(&sent.0));
        sent
    }

    /// Sends a signal to a process. That it was sent is known before it arrives.
    pub(crate) async fn signal(
        &self,
        pid: u32,
        signal: Signal,
        sending: impl Future<Output = Result<()>>,
    ) -> Result<()> {
        let command = lock(&self.0).get(&pid).and_then(Weak::upgrade).map(Sent);
        let command = command.filter(|command| !command.contains(signal));
        command.iter().for_each(|command| command.add(signal));
        sending
            .await
            .inspect_err(|_| command.iter().for_each(|command| command.remove(signal)))
    }
}

/// Nothing panics while it holds one.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
