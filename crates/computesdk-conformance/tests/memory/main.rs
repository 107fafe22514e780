//! The suite against a provider that runs nothing: sandboxes are maps in
//! memory, and their shell knows just what the suite uses. It proves that a
//! provider can be written from the documentation of the traits alone.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod files;
mod pipe;
mod process;
mod provider;
mod sandbox;
mod shell;
mod world;

use std::sync::Arc;

computesdk_conformance::suite!(Arc::new(provider::Memory));
