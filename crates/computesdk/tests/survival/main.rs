//! What the engine must survive, through the public API and real sandboxes:
//! floods, stubborn processes, crowds, callers in trouble, sudden deaths.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod arguments;
mod bombs;
mod busy;
mod by_path;
mod bytes;
mod callers;
mod cancelled;
mod crowds;
mod daemons;
mod destroyed;
mod files;
mod flood;
mod groups;
mod killed;
mod limits;
mod made_ahead;
mod mounted;
mod oddities;
mod pool;
mod ports;
mod pressure;
mod processes;
mod refusal;
mod stage;
mod starved;
mod stubborn;
mod threads;
mod traces;
mod world;
