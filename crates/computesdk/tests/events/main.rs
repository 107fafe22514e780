//! What a sandbox of this machine tells of itself, as it happens.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod causes;
mod ends;
mod readers;
mod world;
