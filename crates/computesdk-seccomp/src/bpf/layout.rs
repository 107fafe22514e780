//! Puts a graph in order, from the program's end to its beginning.
//!
//! BPF jumps forward only, and a test reaches no further than 255 instructions.
//! Written backwards, every target stands already when a jump to it is made, so
//! its distance is known; what lies too far gets a nearer copy or a stepping stone.

use std::collections::{BTreeSet, HashMap};

use super::graph::{Graph, Label, Step, Word};
use super::opcode::{ALLOW, AND, ERRNO, JUMP, LOAD, RETURN};
use super::{Instruction, Program, TooLong};
use crate::answer::Answer;

/// The furthest that a test can jump.
const REACH: usize = u8::MAX as usize;

impl Graph {
    /// The program that begins at `start`.
    pub(crate) fn into_program(self, start: Label) -> Result<Program, TooLong> {
        let mut layout = Layout::default();
        for label in self.reachable(start) {
            let place = layout.write(self.steps[label.0]);
            layout.places.insert(label, place);
        }
        layout.reversed.reverse();
        Program::new(layout.reversed)
    }

    /// What can be come to from `start`, targets first: labels ascend that way.
    fn reachable(&self, start: Label) -> BTreeSet<Label> {
        let mut reached = BTreeSet::new();
        let mut open = vec![start];
        while let Some(label) = open.pop() {
            if reached.insert(label) {
                match self.steps[label.0] {
                    Step::Answer(_) => {}
                    Step::Load(_, next) | Step::Mask(_, next) => open.push(next),
                    Step::Test { yes, no, .. } => open.extend([yes, no]),
                }
            }
        }
        reached
    }
}

/// Where an instruction stands, counted from the program's end.
type Place = usize;

#[derive(Default)]
struct Layout {
    /// The last instruction first.
    reversed: Vec<Instruction>,
    /// Where each step was written.
    places: HashMap<Label, Place>,
    /// The nearest copy of an answer, or stepping stone to something else.
    stand_ins: HashMap<Label, Place>,
}

impl Layout {
    fn write(&mut self, step: Step) -> Place {
        match step {
            Step::Answer(answer) => self.push(RETURN, encode(answer), 0, 0),
            Step::Load(word, next) => {
                self.near(next, 0);
                self.push(LOAD, offset(word), 0, 0)
            }
            Step::Mask(mask, next) => {
                self.near(next, 0);
                self.push(AND, mask, 0, 0)
            }
            Step::Test { test, yes, no } => {
                // Bringing one target near moves the other away by one instruction.
                let yes = self.near(yes, REACH - 1);
                let no = self.near(no, REACH - 1);
                let (code, k) = test.encode();
                self.push(code, k, self.skip(yes) as u8, self.skip(no) as u8)
            }
        }
    }

    /// Where `target` goes on for an instruction, written next, that can skip at
    /// most `reach` others.
    fn near(&mut self, target: Label, reach: usize) -> Place {
        let known = [self.places.get(&target), self.stand_ins.get(&target)];
        let near = known
            .into_iter()
            .flatten()
            .find(|place| self.skip(**place) <= reach);
        match near {
            Some(place) => *place,
            None => self.stand_in(target),
        }
    }

    /// Writes a copy of `target` if it is an answer, else a jump to it.
    fn stand_in(&mut self, target: Label) -> Place {
        let original = self.places[&target];
        let place = match self.reversed[original] {
            Instruction {
                code: RETURN, k, ..
            } => self.push(RETURN, k, 0, 0),
            _ => self.push(JUMP, self.skip(original) as u32, 0, 0),
        };
        self.stand_ins.insert(target, place);
        place
    }

    /// How many instructions one written next would skip to get to `place`.
    fn skip(&self, place: Place) -> usize {
        self.reversed.len() - 1 - place
    }

    fn push(&mut self, code: u16, k: u32, jt: u8, jf: u8) -> Place {
        self.reversed.push(Instruction { code, jt, jf, k });
        self.reversed.len() - 1
    }
}

/// As a field of the kernel's `struct seccomp_data`.
fn offset(word: Word) -> u32 {
    match word {
        Word::Number => 0,
        Word::Architecture => 4,
        Word::Low(argument) => 16 + 8 * u32::from(argument),
        Word::High(argument) => 20 + 8 * u32::from(argument),
    }
}

fn encode(answer: Answer) -> u32 {
    match answer {
        Answer::Allow => ALLOW,
        Answer::Errno(number) => ERRNO | u32::from(number),
    }
}
