//! Attacks from inside, through the real engine, each against a harmless canary
//! of the host.
//!
//! Every test shows two things: that its attack was really tried (a probe ends
//! with a marker), and what came of it. That each test can fail is shown by
//! `cargo xtask weaken`, which runs them in a disposable virtual machine, or in a
//! disposable network, with the defences switched off.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[macro_use]
mod each;

mod attached;
mod calls;
mod canary;
mod deletion;
mod descriptors;
mod devices;
mod egress;
mod environment;
mod files;
mod foreign;
mod identity;
mod keys;
mod links;
mod mounts;
mod namespaces;
mod network;
mod privileges;
mod probe;
mod proc;
mod processes;
mod sandbox;
mod sockets;
mod system;
mod terminal;
mod tracing;
mod trees;
