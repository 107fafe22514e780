//! The decision tree over system call numbers.
//!
//! What a filter costs is its loading, once for each command: the kernel translates
//! each instruction, and then walks the filter once for each system call that it
//! has, to note which ones are always allowed. Those never run the filter again
//! (Linux 5.11). Hence no call is tested first for being frequent; of all trees,
//! the one is written that is cheapest to load.

use crate::bpf::{Graph, Label, Test};

/// Successive numbers that go on at the same place, up to the next run.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) first: u32,
    pub(super) then: Label,
}

/// Kernel time to translate an instruction, in nanoseconds (as measured on 6.18).
const TRANSLATE: u64 = 60;
/// Kernel time to walk over an instruction for one system call, in nanoseconds.
const WALK: u64 = 3;

/// Writes the cheapest tree. `runs` begin at 0, in order, each unlike its neighbours.
pub(super) fn write(runs: &[Run], graph: &mut Graph) -> Label {
    let plans = Plans::make(runs);
    plans.write(0, runs.len(), graph)
}

/// The cheapest tree for each stretch of runs.
struct Plans<'a> {
    runs: &'a [Run],
    /// By the stretch's first run and its length.
    best: Vec<Vec<Plan>>,
}

#[derive(Clone, Copy)]
struct Plan {
    /// Nanoseconds.
    cost: u64,
    shape: Shape,
}

#[derive(Clone, Copy)]
enum Shape {
    /// One run: nothing to decide.
    Leaf,
    /// Compare with the first number of this run, then decide either side.
    Split(usize),
    /// Single numbers go elsewhere, all the rest goes here.
    Except(Label),
}

impl<'a> Plans<'a> {
    fn make(runs: &'a [Run]) -> Self {
        let leaf = Plan {
            cost: 0,
            shape: Shape::Leaf,
        };
        let mut plans = Self {
            runs,
            best: vec![vec![leaf, leaf]; runs.len()],
        };
        for length in 2..=runs.len() {
            for start in 0..=runs.len() - length {
                let plan = plans.cheapest(start, start + length);
                plans.best[start].push(plan);
            }
        }
        plans
    }

    fn cheapest(&self, start: usize, end: usize) -> Plan {
        let test = TRANSLATE + WALK * self.numbers(start, end);
        let splits = (start + 1..end).map(|middle| Plan {
            cost: test + self.plan(start, middle).cost + self.plan(middle, end).cost,
            shape: Shape::Split(middle),
        });
        // Runs alternate: the common way is that of the first or of the second.
        let common = [self.runs[start].then, self.runs[start + 1].then];
        let excepts = common
            .into_iter()
            .filter_map(|then| self.except(start, end, then));
        let plans = splits.chain(excepts);
        plans
            .min_by_key(|plan| plan.cost)
            .unwrap_or(self.plan(start, start + 1))
    }

    /// All but single numbers go to `then`: these are tested one after the other.
    fn except(&self, start: usize, end: usize, then: Label) -> Option<Plan> {
        let others = || (start..end).filter(|run| self.runs[*run].then != then);
        if others().any(|run| self.numbers(run, run + 1) != 1) {
            return None;
        }
        let tests = others().count() as u64;
        let walks = tests * (self.numbers(start, end) - tests) + tests * (tests + 1) / 2;
        Some(Plan {
            cost: TRANSLATE * tests + WALK * walks,
            shape: Shape::Except(then),
        })
    }

    /// How many system calls a stretch covers. The last run has no end; the kernel
    /// walks over hardly any number in it.
    fn numbers(&self, start: usize, end: usize) -> u64 {
        let first = |run: usize| u64::from(self.runs[run].first);
        if end < self.runs.len() {
            first(end) - first(start)
        } else {
            first(end - 1) - first(start) + 2
        }
    }

    fn plan(&self, start: usize, end: usize) -> Plan {
        self.best[start][end - start]
    }

    fn write(&self, start: usize, end: usize, graph: &mut Graph) -> Label {
        match self.plan(start, end).shape {
            Shape::Leaf => self.runs[start].then,
            Shape::Split(middle) => {
                let above = self.write(middle, end, graph);
                let below = self.write(start, middle, graph);
                graph.test(Test::AtLeast(self.runs[middle].first), above, below)
            }
            Shape::Except(common) => {
                let others = self.runs[start..end]
                    .iter()
                    .rev()
                    .filter(|run| run.then != common);
                others.fold(common, |next, run| {
                    graph.test(Test::Equal(run.first), run.then, next)
                })
            }
        }
    }
}
