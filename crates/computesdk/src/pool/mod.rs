//! Sandboxes that are ready before anybody asks.
//!
//! A [`Compute`](crate::Compute) keeps, for each configuration that was asked for more
//! than once, some sandboxes that nobody has used yet. A create takes one, and the next
//! one is made in the background. Where there is none, it makes one as ever.

mod bounds;
mod fill;
mod kind;
mod shelf;
mod shelves;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_model::Result;
use computesdk_provider::Provider;
use tokio::sync::Notify;

pub(crate) use bounds::{Bounds, PoolSettings};
pub(crate) use kind::{Kind, Ready};
use shelf::Kept;
use shelves::Shelves;

use crate::cache::Cache;

/// The sandboxes that a [`Compute`](crate::Compute) has ready: see
/// [`Compute::pool`](crate::Compute::pool). Cloning is cheap and gives the same one.
#[derive(Clone)]
pub struct Pool {
    inner: Arc<Inner>,
}

struct Inner {
    bounds: Bounds,
    /// Where what is ready finds packages.
    cache: Option<Cache>,
    workshop: Arc<Workshop>,
    shelves: Mutex<Shelves>,
}

/// Where sandboxes are made ahead. Whoever works there does not keep the pool.
#[derive(Default)]
struct Workshop {
    /// Told when one was taken, and when the pool is dropped.
    asked: Notify,
    /// One is made at a time: so who makes them for somebody who waits and who makes them
    /// in the background do not make the same.
    bench: tokio::sync::Mutex<()>,
}

/// What a pool holds, and what came of it so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStats {
    /// Sandboxes that are ready.
    pub ready: usize,
    /// Sandboxes that are being made.
    pub making: usize,
    /// Sandboxes that it would have ready: what it has learnt, within its bounds.
    pub wanted: usize,
    /// Configurations that it has, or will have, sandboxes of.
    pub configurations: usize,
    /// Memory of this machine that the ready ones take, in bytes: what an idle sandbox
    /// takes, for each.
    pub memory: u64,
    /// Creates that were given a ready one.
    pub hits: u64,
    /// Creates that found none, and made one.
    pub misses: u64,
    /// Ready ones that were ended because nobody wanted them.
    pub expired: u64,
    /// Sandboxes that could not be made ahead, or that had ended before anybody wanted
    /// them.
    pub failed: u64,
}

impl Pool {
    pub(crate) fn new(bounds: Bounds, cache: Option<Cache>) -> Self {
        Pool {
            inner: Arc::new(Inner {
                bounds,
                cache,
                workshop: Arc::default(),
                shelves: Mutex::default(),
            }),
        }
    }

    /// What it holds at this moment, and what came of it so far.
    ///
    /// ```no_run
    /// # fn example(compute: computesdk::Compute) {
    /// let stats = compute.pool().stats();
    /// println!("{} ready, {} bytes, {} of {} creates served",
    ///     stats.ready, stats.memory, stats.hits, stats.hits + stats.misses);
    /// # }
    /// ```
    pub fn stats(&self) -> PoolStats {
        self.shelves().stats()
    }

    /// Ends all that are ready and forgets what it has learnt: it begins anew with the
    /// next create.
    pub fn clear(&self) {
        // Dropped when the lock is free again.
        let _cleared = self.shelves().clear();
    }

    /// A ready sandbox of this configuration, which nobody has used.
    pub(crate) async fn take(&self, provider: &Arc<dyn Provider>, kind: &Kind) -> Option<Ready> {
        let most = self.inner.bounds.most(&**provider, kind)?;
        let bounds = &self.inner.bounds;
        let gave_way = self.shelves().ask(provider, kind, bounds, most);
        drop(gave_way);
        let mut found = None;
        while let Some(Kept(ready)) = self.next(provider, kind) {
            // It may have been killed.
            match ready.sandbox.info().await {
                Ok(_) => {
                    found = Some(ready);
                    break;
                }
                Err(error) => {
                    tracing::debug!(sandbox = %ready.sandbox.id(), %error, "a ready sandbox had ended");
                    self.shelves().failed += 1;
                }
            }
        }
        match &found {
            Some(_) => self.shelves().hits += 1,
            None => self.shelves().misses += 1,
        }
        fill::start(&self.inner);
        found
    }

    fn next(&self, provider: &Arc<dyn Provider>, kind: &Kind) -> Option<Kept> {
        self.shelves().take(provider, kind)
    }

    /// Has at least so many sandboxes of this configuration ready, as far as the bounds
    /// allow: how many there are then.
    pub(crate) async fn prepare(
        &self,
        provider: &Arc<dyn Provider>,
        kind: &Kind,
        count: usize,
    ) -> Result<usize> {
        let bounds = &self.inner.bounds;
        let Some(most) = bounds.most(&**provider, kind) else {
            return Ok(0);
        };
        let count = count.min(most);
        let want = || {
            let (ready, gave_way) = self.shelves().want(provider, kind, bounds, count);
            drop(gave_way);
            ready
        };
        let _bench = self.inner.workshop.bench.lock().await;
        // Others may take them, or need the room, meanwhile: that is no reason to go on.
        for _ in want()..count {
            let kept = Kept(kind.make(provider, self.inner.cache.as_ref()).await?);
            let gave_way = self.shelves().put(provider, kind, bounds, kept);
            drop(gave_way);
        }
        fill::start(&self.inner);
        Ok(want())
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.inner.shelves()
    }
}

impl Inner {
    /// No code panics while it holds the lock, so a poisoned one is whole.
    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stats().fmt(f)
    }
}
