//! What an operation gives.

use std::path::PathBuf;

/// What both sides tell in the same words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Nothing,
    Is(bool),
    Bytes(Vec<u8>),
    Path(PathBuf),
    Entry(Entry),
    Entries(Vec<(PathBuf, Entry)>),
}

/// What is known about a file, but for what file systems keep in their own ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    File { size: u64, mode: u32, names: u64 },
    Directory { mode: u32 },
    Link(PathBuf),
}

/// What a plain directory gives: an error may be one of several, where two paths are
/// wrong and nobody says which is looked at first.
pub(crate) type Expected = Result<Value, Vec<i32>>;

pub(crate) fn agree(expected: &Expected, got: &Result<Value, i32>) -> bool {
    match (expected, got) {
        (Ok(expected), Ok(got)) => expected == got,
        (Err(any), Err(got)) => any.contains(got),
        _ => false,
    }
}
