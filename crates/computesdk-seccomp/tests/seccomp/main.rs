//! What the policies decide, and that their filters decide the same.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod decisions;
mod equivalence;
mod kernel_words;
mod listing;
mod live;
mod machine;
mod meaning;
mod mistakes;
mod oracle;
mod random;
mod redundancy;
