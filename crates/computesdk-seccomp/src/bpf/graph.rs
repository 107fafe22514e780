//! A filter before it has an order: steps that point to the steps after them.
//!
//! What was said once is pointed to again instead of said twice. Steps that
//! nothing points to in the end are not written.

use std::collections::HashMap;

use super::opcode::Test;
use crate::answer::Answer;

/// A place in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Label(pub(super) usize);

/// A 32-bit field of the kernel's `struct seccomp_data`. Arguments are counted
/// from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Word {
    Number,
    Architecture,
    Low(u8),
    High(u8),
}

/// One step, and where it goes on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Answer(Answer),
    /// Makes the word the current value.
    Load(Word, Label),
    /// Keeps these bits of the current value.
    Mask(u32, Label),
    /// Tests the current value.
    Test {
        test: Test,
        yes: Label,
        no: Label,
    },
}

/// A step points only to steps before it.
#[derive(Default)]
pub(crate) struct Graph {
    pub(super) steps: Vec<Step>,
    labels: HashMap<Step, Label>,
}

impl Graph {
    /// Ends with an answer.
    pub(crate) fn answer(&mut self, answer: Answer) -> Label {
        self.add(Step::Answer(answer))
    }

    /// Loads a word, keeps the bits of `mask`, and goes on to `then`.
    pub(crate) fn load(&mut self, word: Word, mask: u32, then: Label) -> Label {
        let masked = if mask == u32::MAX {
            then
        } else {
            self.add(Step::Mask(mask, then))
        };
        self.add(Step::Load(word, masked))
    }

    /// Tests the current value.
    pub(crate) fn test(&mut self, test: Test, yes: Label, no: Label) -> Label {
        self.add(Step::Test { test, yes, no })
    }

    /// Where `target` goes on for one who has loaded `word` under `mask` already.
    pub(crate) fn after_load(&self, target: Label, word: Word, mask: u32) -> Label {
        match self.steps[target.0] {
            Step::Load(found, next) if found == word => match self.steps[next.0] {
                _ if mask == u32::MAX => next,
                Step::Mask(found, next) if found == mask => next,
                _ => target,
            },
            _ => target,
        }
    }

    fn add(&mut self, step: Step) -> Label {
        *self.labels.entry(step).or_insert_with(|| {
            self.steps.push(step);
            Label(self.steps.len() - 1)
        })
    }
}
