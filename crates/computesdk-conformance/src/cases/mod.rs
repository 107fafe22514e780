//! The cases, by what they are about.

pub mod background;
pub mod changes;
pub mod directory;
pub mod ending;
pub mod environment;
pub mod events;
pub mod exec;
pub mod file_streams;
pub mod files;
pub mod input;
pub mod lifecycle;
pub mod monitor;
pub mod mounts;
pub mod output;
pub mod ports;
pub mod processes;
pub mod scripts;
pub mod searches;
pub mod stragglers;
pub mod stream;
pub mod transfers;
pub mod watches;
