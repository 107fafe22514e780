//! `compute` as its users meet it: the real binary, real sandboxes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod code;
mod compute;
mod docs;
mod events;
mod exit_codes;
mod files;
mod interrupts;
mod json;
mod limits;
mod live;
mod network;
mod packages;
mod publish;
mod refusal;
mod registry;
mod streams;
mod terminal;
mod transfers;
