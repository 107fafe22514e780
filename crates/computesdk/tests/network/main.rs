//! What a sandbox reaches over the network, and what it does not: with programs that
//! people use, against servers of the test itself.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod attacks;
mod changes;
mod clients;
mod faults;
mod git;
mod names;
mod requests;
mod streams;
mod web;
mod world;
