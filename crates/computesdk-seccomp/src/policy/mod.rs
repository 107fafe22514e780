//! A policy after reading: names resolved, mistakes ruled out.

pub(crate) mod builtin;
mod document;
mod error;
mod resolve;

use std::collections::BTreeMap;

use crate::answer::Answer;
pub use error::{PolicyError, Problem};

/// Which system calls are answered how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name, by which others extend it.
    pub name: String,
    /// For numbers that no rule names, among them all x32 numbers.
    pub unlisted: Answer,
    /// For calls by the conventions of another architecture (`int 0x80`).
    pub foreign: Answer,
    /// By system call number.
    pub rules: BTreeMap<u32, Rule>,
}

/// The answer to one system call: that of the first case that holds, else `otherwise`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// In order of precedence. Most rules have none.
    pub cases: Vec<Case>,
    /// When no case holds.
    pub otherwise: Answer,
}

/// An answer for some arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Case {
    /// All must hold. Ordered by argument.
    pub when: Vec<Condition>,
    /// The answer then.
    pub then: Answer,
}

/// A test of one argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Condition {
    /// Which argument, and which of its bits.
    pub argument: Argument,
    /// What they are compared with.
    pub test: Test,
}

/// The bits of an argument that a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Argument {
    /// 0 to 5.
    pub index: u8,
    /// The bits that count; the low half at most for what the kernel reads as an
    /// `int`, since it ignores what a caller puts above.
    pub mask: u64,
}

/// How the masked argument is compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// It is one of these.
    In(Vec<u64>),
    /// At least one of these bits is set.
    Any(u64),
    /// No bit but these is set.
    Only(u64),
}
