//! All configurations that were asked for lately.

use std::sync::Arc;
use std::time::Instant;

use computesdk_provider::Provider;

use super::PoolStats;
use super::bounds::Bounds;
use super::kind::{Kind, Ready};
use super::shelf::{Kept, Shelf, Task};

/// Most configurations that are remembered. Of one that is seldom asked for, nothing is
/// made ahead.
const MOST: usize = 16;

/// All that may be ready are, and none was asked for longer ago.
struct Full;

#[derive(Debug, Default)]
pub(super) struct Shelves {
    shelves: Vec<Shelf>,
    pub(super) hits: u64,
    pub(super) misses: u64,
    expired: u64,
    pub(super) failed: u64,
    /// Whether the task runs that makes sandboxes and ends them.
    pub(super) is_attended: bool,
}

impl Shelves {
    pub(super) fn stats(&self) -> PoolStats {
        let sum = |of: fn(&Shelf) -> usize| self.shelves.iter().map(of).sum();
        PoolStats {
            ready: sum(Shelf::ready),
            making: sum(Shelf::making),
            wanted: sum(Shelf::wanted),
            configurations: self.busy().count(),
            memory: self.shelves.iter().map(Shelf::memory).sum(),
            hits: self.hits,
            misses: self.misses,
            expired: self.expired,
            failed: self.failed,
        }
    }

    pub(super) fn clear(&mut self) -> Vec<Kept> {
        let cleared = self.shelves.drain(..).flat_map(Shelf::into_ready);
        let cleared: Vec<_> = cleared.collect();
        self.expired += cleared.len() as u64;
        cleared
    }

    /// One is asked for.
    pub(super) fn ask(
        &mut self,
        provider: &Arc<dyn Provider>,
        kind: &Kind,
        bounds: &Bounds,
        most: usize,
    ) -> Vec<Kept> {
        let dropped = self.make_room(provider, kind, bounds);
        if let Some(shelf) = self.find(provider, kind) {
            shelf.ask(most);
        }
        dropped
    }

    pub(super) fn take(&mut self, provider: &Arc<dyn Provider>, kind: &Kind) -> Option<Kept> {
        self.find(provider, kind)?.take()
    }

    /// Wants so many of them: how many are ready.
    pub(super) fn want(
        &mut self,
        provider: &Arc<dyn Provider>,
        kind: &Kind,
        bounds: &Bounds,
        count: usize,
    ) -> (usize, Vec<Kept>) {
        let dropped = self.make_room(provider, kind, bounds);
        let ready = self.find(provider, kind).map(|shelf| {
            shelf.want(count);
            shelf.ready()
        });
        (ready.unwrap_or(0), dropped)
    }

    /// Takes one in that was made for who waits. What gives way to it, or is too many.
    pub(super) fn put(
        &mut self,
        provider: &Arc<dyn Provider>,
        kind: &Kind,
        bounds: &Bounds,
        kept: Kept,
    ) -> Option<Kept> {
        let is_it = |shelf: &Shelf| shelf.is_of(provider, kind);
        let Some(at) = self.shelves.iter().position(is_it) else {
            return Some(kept);
        };
        let gave_way = match self.room(at, bounds) {
            Ok(gave_way) => gave_way,
            Err(Full) => return Some(kept),
        };
        self.shelves[at].put(kept);
        gave_way
    }

    /// What to make now, where something is to be made, and what gives way to it.
    pub(super) fn next(&mut self, bounds: &Bounds) -> (Option<Task>, Option<Kept>) {
        let now = Instant::now();
        let lacking = (0..self.shelves.len()).filter(|&at| self.shelves[at].lacks(now));
        let Some(at) = lacking.max_by_key(|&at| self.shelves[at].used) else {
            return (None, None);
        };
        match self.room(at, bounds) {
            Ok(gave_way) => (Some(self.shelves[at].begin()), gave_way),
            Err(Full) => (None, None),
        }
    }

    /// Room for one more on this shelf. Where all that may be ready are, one of those gives
    /// way that were not asked for the longest.
    fn room(&mut self, at: usize, bounds: &Bounds) -> Result<Option<Kept>, Full> {
        let all = self.shelves.iter();
        let all: usize = all.map(|shelf| shelf.ready() + shelf.making()).sum();
        if all < self.shelves[at].most(bounds) {
            return Ok(None);
        }
        let used = self.shelves[at].used;
        let older = self.shelves.iter_mut();
        let older = older.filter(|shelf| shelf.used < used && shelf.ready() > 0);
        let oldest = older.min_by_key(|shelf| shelf.used);
        let gave_way = oldest.and_then(Shelf::give_up).ok_or(Full)?;
        self.expired += 1;
        Ok(Some(gave_way))
    }

    /// What came of it: given back where nobody wants it any more.
    pub(super) fn end(&mut self, task: &Task, made: Option<Ready>) -> Option<Kept> {
        self.failed += u64::from(made.is_none());
        let made = made.map(Kept);
        match self.find(&task.provider, &task.kind) {
            Some(shelf) => {
                shelf.end(made);
                None
            }
            None => made,
        }
    }

    /// Those that nobody needed for a while.
    pub(super) fn shrink(&mut self, bounds: &Bounds) -> Vec<Kept> {
        let shelves = self.shelves.iter_mut();
        let dropped: Vec<_> = shelves
            .flat_map(|shelf| shelf.shrink(bounds.idle))
            .collect();
        self.expired += dropped.len() as u64;
        dropped
    }

    /// Whether something is to be done about any.
    pub(super) fn are_quiet(&self) -> bool {
        self.busy().next().is_none()
    }

    fn busy(&self) -> impl Iterator<Item = &Shelf> {
        self.shelves.iter().filter(|shelf| !shelf.is_quiet())
    }

    fn find(&mut self, provider: &Arc<dyn Provider>, kind: &Kind) -> Option<&mut Shelf> {
        let mut shelves = self.shelves.iter_mut();
        shelves.find(|shelf| shelf.is_of(provider, kind))
    }

    /// Makes a shelf where there is none, in place of the one that was not asked for the
    /// longest.
    fn make_room(
        &mut self,
        provider: &Arc<dyn Provider>,
        kind: &Kind,
        bounds: &Bounds,
    ) -> Vec<Kept> {
        if self.find(provider, kind).is_some() {
            return Vec::new();
        }
        let mut dropped = Vec::new();
        if self.shelves.len() == MOST {
            let used = (0..MOST).min_by_key(|&at| self.shelves[at].used);
            let oldest = self.shelves.swap_remove(used.unwrap_or(0));
            dropped = oldest.into_ready();
            self.expired += dropped.len() as u64;
        }
        self.shelves.push(Shelf::new(provider, kind, bounds.min));
        dropped
    }
}
