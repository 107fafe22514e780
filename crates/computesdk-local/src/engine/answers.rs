//! Answers of the spawner that somebody waits for.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Who waits for which answer, by the number of the request.
#[derive(Debug)]
pub(super) struct Answers<T>(Mutex<HashMap<u64, Waiting<T>>>);

#[derive(Debug)]
struct Waiting<T> {
    /// What was asked about.
    sandbox: u64,
    told: oneshot::Sender<T>,
}

impl<T> Answers<T> {
    pub(super) fn new() -> Answers<T> {
        Answers(Mutex::default())
    }

    /// The answer to come; an error once it will not.
    pub(super) fn expect(&self, request: u64, sandbox: u64) -> oneshot::Receiver<T> {
        let (told, answer) = oneshot::channel();
        self.lock().insert(request, Waiting { sandbox, told });
        answer
    }

    pub(super) fn tell(&self, request: u64, answer: T) {
        if let Some(waiting) = self.lock().remove(&request) {
            // The caller may have given up waiting.
            let _ = waiting.told.send(answer);
        }
    }

    /// There will be no answer.
    pub(super) fn forget(&self, request: u64) {
        self.lock().remove(&request);
    }

    /// Nor any about this sandbox.
    pub(super) fn forget_sandbox(&self, sandbox: u64) {
        self.lock().retain(|_, waiting| waiting.sandbox != sandbox);
    }

    pub(super) fn forget_all(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Waiting<T>>> {
        // The map stays whole whatever a panicking holder did.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
