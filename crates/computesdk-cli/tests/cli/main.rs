//! `compute` as its users meet it: the real binary, real sandboxes.

mod compute;
mod docs;
mod exit_codes;
mod files;
mod interrupts;
mod json;
mod streams;
mod terminal;
