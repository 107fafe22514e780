//! A filter in words, for reading.

use std::fmt;

use super::{Instruction, Program, opcode};
use crate::answer::Answer;

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, instruction) in self.0.iter().enumerate() {
            writeln!(f, "{at:4}  {}", Line { at, instruction })?;
        }
        Ok(())
    }
}

struct Line<'a> {
    at: usize,
    instruction: &'a Instruction,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Instruction { code, jt, jf, k } = *self.instruction;
        let target = |skip: u8| self.at + 1 + usize::from(skip);
        let test = match code {
            opcode::LOAD => return write!(f, "load {}", word(k)),
            opcode::AND => return write!(f, "and {k:#x}"),
            opcode::JUMP => return write!(f, "to {}", self.at + 1 + k as usize),
            opcode::RETURN => return write!(f, "answer {}", answer(k)),
            opcode::IF_EQUAL => "==",
            opcode::IF_AT_LEAST => ">=",
            opcode::IF_ANY_BIT => "any of",
            _ => return write!(f, "{code:#x} {k:#x}"),
        };
        write!(f, "if {test} {k:#x} to {} else {}", target(jt), target(jf))
    }
}

/// The fields of the kernel's `struct seccomp_data`.
fn word(offset: u32) -> String {
    match offset {
        0 => "number".to_owned(),
        4 => "architecture".to_owned(),
        _ => {
            let half = if offset.is_multiple_of(8) {
                "low"
            } else {
                "high"
            };
            format!("{half} half of argument {}", offset.wrapping_sub(16) / 8)
        }
    }
}

fn answer(k: u32) -> Answer {
    match k {
        opcode::ALLOW => Answer::Allow,
        _ => Answer::Errno((k & 0xffff) as u16),
    }
}
