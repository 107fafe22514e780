//! One kind of command, and the standby for it.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use computesdk_languages::Standby;
use computesdk_model::CommandSpec;

use super::{MOST, Waiting};
use crate::code::programs::Archived;

/// So many calls tell what the next one is likely to import.
const RECENT: usize = 4;

/// A command, and what waits for it.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) task: Task,
    /// Somebody wants one to wait always.
    kept: bool,
    asked: u64,
    last: Instant,
    /// What the last calls imported, each.
    imported: VecDeque<Vec<String>>,
    /// Somebody ends what waits here when nobody asks any more.
    watched: bool,
    state: State,
}

/// What is to be started.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) command: CommandSpec,
    pub(super) standby: &'static Standby,
    /// What it loads beforehand.
    pub(super) modules: Vec<String>,
    /// Those of the standard library that recent code imported; `None` where none is known.
    pub(super) library: Option<Vec<String>>,
    /// What it starts sooner with.
    pub(super) archive: Option<Archived>,
}

#[derive(Debug)]
enum State {
    Empty,
    Making,
    Ready(Box<Waiting>),
}

impl Slot {
    /// The one for this command. Where there are too many, the one that was asked for
    /// longest ago gives way.
    pub(super) fn of<'a>(
        slots: &'a mut Vec<Slot>,
        command: CommandSpec,
        standby: &'static Standby,
    ) -> &'a mut Slot {
        let found = slots.iter().position(|slot| slot.task.command == command);
        let at = found.unwrap_or_else(|| {
            while slots.len() >= MOST {
                let oldest = (0..slots.len()).min_by_key(|&at| (slots[at].kept, slots[at].last));
                slots.swap_remove(oldest.unwrap_or(0));
            }
            slots.push(Slot::new(Task {
                command,
                standby,
                modules: Vec::new(),
                library: None,
                archive: None,
            }));
            slots.len() - 1
        });
        &mut slots[at]
    }

    fn new(task: Task) -> Slot {
        Slot {
            task,
            kept: false,
            asked: 0,
            last: Instant::now(),
            imported: VecDeque::new(),
            watched: false,
            state: State::Empty,
        }
    }

    /// Has one wait always, with these modules.
    pub(super) fn keep(&mut self, modules: Vec<String>) {
        if self.task.modules != modules {
            self.task.modules = modules;
            self.state = State::Empty;
        }
        self.kept = true;
    }

    /// One is asked for, to run this code.
    pub(super) fn ask(&mut self, code: &str) -> Option<Waiting> {
        self.note_imports(code);
        self.asked += 1;
        self.last = Instant::now();
        match std::mem::replace(&mut self.state, State::Empty) {
            State::Ready(waiting) => Some(*waiting),
            other => {
                self.state = other;
                None
            }
        }
    }

    /// The next call is likely to import what the last few did.
    fn note_imports(&mut self, code: &str) {
        let Some(imports) = self.task.standby.imports else {
            return;
        };
        self.imported.truncate(RECENT - 1);
        self.imported.push_front(imports(code));
        let recent: BTreeSet<_> = self.imported.iter().flatten().cloned().collect();
        self.task.library = Some(recent.into_iter().collect());
    }

    /// Whether one is to be started. The first who asks may be the only one.
    pub(super) fn wants_one(&self, is_room: impl FnOnce() -> bool) -> bool {
        matches!(self.state, State::Empty) && (self.kept || self.asked > 1 && is_room())
    }

    /// What to start; it is counted as being made.
    pub(super) fn begin(&mut self, archive: Option<Archived>) -> Task {
        self.task.archive = archive;
        self.state = State::Making;
        self.task.clone()
    }

    /// What came of it.
    pub(super) fn end(&mut self, task: &Task, made: Option<Waiting>) -> Option<Waiting> {
        match (&self.state, made) {
            (State::Making, Some(made)) if self.task.modules == task.modules => {
                self.state = State::Ready(Box::new(made));
                None
            }
            (State::Making, made) => {
                self.state = State::Empty;
                made
            }
            (_, made) => made,
        }
    }

    /// Whether who asks is to see to its end.
    pub(super) fn watch(&mut self) -> bool {
        let is_new = !self.kept && !self.watched;
        self.watched |= is_new;
        is_new
    }

    /// Forgets what was learnt, where nobody has asked for so long: whether it is so, and
    /// what waits for nobody.
    pub(super) fn rest(&mut self, idle: Duration) -> (bool, Option<Waiting>) {
        let is_over = self.kept || self.last.elapsed() >= idle;
        if !is_over {
            return (false, None);
        }
        self.watched = false;
        if self.kept {
            return (true, None);
        }
        self.asked = 0;
        match std::mem::replace(&mut self.state, State::Empty) {
            State::Ready(waiting) => (true, Some(*waiting)),
            other => {
                self.state = other;
                (true, None)
            }
        }
    }

    pub(super) fn pid(&self) -> Option<u32> {
        match &self.state {
            State::Ready(waiting) => Some(waiting.process.pid),
            _ => None,
        }
    }
}
