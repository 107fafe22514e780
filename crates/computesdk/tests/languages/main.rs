//! Languages: each program of `programs/` does in a sandbox what it does by the language's
//! own tool outside.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod bare;
mod checked;
mod corpus;
mod ended;
mod errors;
mod files;
mod kept;
mod library;
mod projects;
mod results;
mod run;
mod seed;
mod surroundings;
mod undisturbed;
mod versions;
mod warm;
