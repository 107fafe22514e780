//! Packages for code: installed once from a real registry, and shown to all who want the same.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod attacks;
mod errors;
mod go;
mod java;
mod kept;
mod node;
mod python;
mod results;
mod rust;
mod seed;
mod venv;
mod world;
