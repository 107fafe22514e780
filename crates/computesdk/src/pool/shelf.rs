//! The sandboxes of one configuration, and how many of them are wanted.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use computesdk_provider::Provider;

use super::bounds::Bounds;
use super::kind::{Kind, Ready};

/// After one could not be made, none is tried for so long.
const PAUSE: Duration = Duration::from_secs(1);

/// What is asked for within so long is asked for at once.
const AT_ONCE: Duration = Duration::from_millis(20);

/// A sandbox that nobody has used. Dropped, it ends.
pub(super) struct Kept(pub(super) Ready);

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.sandbox.id().fmt(f)
    }
}

/// What is to be made.
pub(super) struct Task {
    pub(super) provider: Arc<dyn Provider>,
    pub(super) kind: Kind,
}

/// Some of the same kind.
#[derive(Debug)]
pub(super) struct Shelf {
    provider: Arc<dyn Provider>,
    kind: Kind,
    /// In the order in which they were made.
    ready: VecDeque<Kept>,
    /// How many are being made.
    making: usize,
    wanted: usize,
    least: usize,
    /// How often one was asked for.
    asked: u64,
    /// How often at once, and since when.
    at_once: usize,
    burst: Instant,
    /// When one was last asked for.
    pub(super) used: Instant,
    /// Fewest that were ready since the season began.
    lowest: usize,
    season: Instant,
    paused_until: Option<Instant>,
}

impl Shelf {
    pub(super) fn new(provider: &Arc<dyn Provider>, kind: &Kind, least: usize) -> Shelf {
        let now = Instant::now();
        Shelf {
            provider: Arc::clone(provider),
            kind: kind.clone(),
            ready: VecDeque::new(),
            making: 0,
            wanted: least,
            least,
            asked: 0,
            at_once: 0,
            burst: now,
            used: now,
            lowest: 0,
            season: now,
            paused_until: None,
        }
    }

    pub(super) fn is_of(&self, provider: &Arc<dyn Provider>, kind: &Kind) -> bool {
        Arc::ptr_eq(&self.provider, provider) && self.kind == *kind
    }

    /// Most that may be ready, for one of these to be made.
    pub(super) fn most(&self, bounds: &Bounds) -> usize {
        bounds.most(&*self.provider, &self.kind).unwrap_or(0)
    }

    pub(super) fn ready(&self) -> usize {
        self.ready.len()
    }

    pub(super) fn making(&self) -> usize {
        self.making
    }

    pub(super) fn wanted(&self) -> usize {
        self.wanted
    }

    /// Bytes that the ready ones take.
    pub(super) fn memory(&self) -> u64 {
        let each = self.provider.idle_memory().unwrap_or(0) + self.kind.memory();
        each * self.ready.len() as u64
    }

    /// One is asked for: as many are wanted as are asked for at once. The first who asks may
    /// be the only one.
    pub(super) fn ask(&mut self, most: usize) {
        let now = Instant::now();
        if now.duration_since(self.burst) > AT_ONCE {
            (self.burst, self.at_once) = (now, 0);
        }
        self.used = now;
        self.asked += 1;
        self.at_once += 1;
        if self.asked > 1 {
            self.wanted = self.wanted.max(self.at_once.min(most));
        }
    }

    /// The one that was made first: that has come to rest, and has made ahead what it can.
    pub(super) fn take(&mut self) -> Option<Kept> {
        let taken = self.ready.pop_front();
        self.lowest = self.lowest.min(self.ready.len());
        taken
    }

    pub(super) fn want(&mut self, count: usize) {
        self.used = Instant::now();
        self.asked += 1;
        self.wanted = self.wanted.max(count);
    }

    pub(super) fn put(&mut self, kept: Kept) {
        self.ready.push_back(kept);
    }

    /// Whether one more is to be made now.
    pub(super) fn lacks(&self, now: Instant) -> bool {
        let paused = self.paused_until.is_some_and(|until| now < until);
        !paused && self.ready.len() + self.making < self.wanted
    }

    /// What to make one of; it is counted as being made.
    pub(super) fn begin(&mut self) -> Task {
        self.making += 1;
        Task {
            provider: Arc::clone(&self.provider),
            kind: self.kind.clone(),
        }
    }

    /// What came of it.
    pub(super) fn end(&mut self, made: Option<Kept>) {
        // Where the pool was cleared meanwhile, this one counts none.
        self.making = self.making.saturating_sub(1);
        match made {
            Some(kept) => self.put(kept),
            None => self.paused_until = Some(Instant::now() + PAUSE),
        }
    }

    /// Ends a season: wants half less of what was left over in all of it.
    pub(super) fn shrink(&mut self, season: Duration) -> Vec<Kept> {
        let now = Instant::now();
        if now.duration_since(self.season) >= season {
            self.season = now;
            self.wanted -= self.lowest.min(self.wanted).div_ceil(2);
            if now.duration_since(self.used) >= season && self.ready.is_empty() {
                // None could be made, and nobody waits for one.
                self.wanted = 0;
            }
            self.wanted = self.wanted.max(self.least);
            self.lowest = self.ready.len().min(self.wanted);
        }
        self.ready
            .drain(self.wanted.min(self.ready.len())..)
            .collect()
    }

    /// One that is to make room for another.
    pub(super) fn give_up(&mut self) -> Option<Kept> {
        self.wanted = self.wanted.min(self.ready.len()).saturating_sub(1);
        self.ready.pop_back()
    }

    /// Whether there is nothing to be done about it.
    pub(super) fn is_quiet(&self) -> bool {
        self.wanted == 0 && self.making == 0 && self.ready.is_empty()
    }

    pub(super) fn into_ready(self) -> Vec<Kept> {
        self.ready.into()
    }
}
