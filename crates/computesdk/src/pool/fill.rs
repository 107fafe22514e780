//! Makes sandboxes ahead, and ends those that nobody needs.

use std::sync::{Arc, Weak};
use std::time::Duration;

use super::shelf::Task;
use super::{Inner, Workshop};
use crate::carrier::carrier;

/// Whoever has just taken one is about to run something in it: the next is made when that
/// is likely to be over.
const QUIET: Duration = Duration::from_millis(3);

/// How often it is looked for those that nobody needs, in a time in which nobody did.
const LOOKS: u32 = 4;

/// Has a task attend to the pool, unless one does. It ends when nothing is to be done, or
/// with the pool.
pub(super) fn start(pool: &Arc<Inner>) {
    {
        let mut shelves = pool.shelves();
        if shelves.are_quiet() {
            return;
        }
        if shelves.is_attended {
            pool.workshop.asked.notify_one();
            return;
        }
        shelves.is_attended = true;
    }
    match carrier() {
        Ok(carrier) => {
            let workshop = Arc::clone(&pool.workshop);
            carrier.spawn(attend(Arc::downgrade(pool), workshop));
        }
        Err(error) => {
            tracing::debug!(%error, "no sandboxes are made ahead");
            pool.shelves().is_attended = false;
        }
    }
}

async fn attend(pool: Weak<Inner>, workshop: Arc<Workshop>) {
    loop {
        tokio::time::sleep(QUIET).await;
        loop {
            let _bench = workshop.bench.lock().await;
            let Some(task) = pool.upgrade().and_then(|pool| pool.next()) else {
                break;
            };
            make(&pool, task).await;
        }
        let Some(inner) = pool.upgrade() else { return };
        if inner.rest() {
            return;
        }
        let pause = inner.bounds.idle / LOOKS;
        drop(inner);
        let _ = tokio::time::timeout(pause, workshop.asked.notified()).await;
    }
}

async fn make(pool: &Weak<Inner>, task: Task) {
    let cache = pool.upgrade().and_then(|pool| pool.cache.clone());
    let made = task.kind.make(&task.provider, cache.as_ref()).await;
    if let Err(error) = &made {
        tracing::debug!(%error, "a sandbox could not be made ahead");
    }
    if let Some(pool) = pool.upgrade() {
        let unwanted = pool.shelves().end(&task, made.ok());
        drop(unwanted);
    }
}

impl Inner {
    /// What to make now.
    fn next(&self) -> Option<Task> {
        let (task, gave_way) = self.shelves().next(&self.bounds);
        drop(gave_way);
        task
    }

    /// Ends what nobody needed. Whether there is nothing left to attend to.
    fn rest(&self) -> bool {
        let mut shelves = self.shelves();
        let expired = shelves.shrink(&self.bounds);
        let quiet = shelves.are_quiet();
        shelves.is_attended = !quiet;
        drop(shelves);
        drop(expired);
        quiet
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Ends the task that attends to it.
        self.workshop.asked.notify_one();
    }
}
