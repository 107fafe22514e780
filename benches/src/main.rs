//! What ComputeSDK costs, as ratios against a bare process in the same run.
//!
//! Times of a machine carry over to no other, ratios do. So everything is
//! measured in turns with its reference, in a fresh random order each round, in
//! a tight loop and with quiet between the runs: a quiet kernel waits for grace
//! periods that a busy one has already passed. Run it by `cargo xtask bench`.

mod cases;
mod crowds;
mod echo;
mod files;
mod languages;
mod machine;
mod memory;
mod monitors;
mod network;
mod processes;
mod report;
mod rounds;
mod samples;
mod stream;
mod suite;

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::Context;
use clap::Parser;

/// Measures ComputeSDK against a bare process and its peers.
#[derive(Parser)]
struct Arguments {
    /// Few rounds: minutes become seconds, and the 99th percentiles mean little.
    #[arg(long)]
    quick: bool,
    /// Measures these parts alone.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<suite::Part>,
    /// Writes all figures to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    // Before anything else: the life of this process is what is measured.
    if cases::first::is_child() {
        return cases::first::child();
    }
    without_library_path()?;
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    let report = runtime.block_on(suite::run(arguments.quick, &arguments.only))?;
    print(&report.markdown());
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&report)?;
        fs::write(path, text + "\n").with_context(|| format!("write {}", path.display()))?;
    }
    Ok(())
}

/// Starts anew where `cargo run` has set a library path: by that, every bare process
/// looks in more directories for its libraries than one that a user starts, and takes a
/// quarter longer.
fn without_library_path() -> anyhow::Result<()> {
    const LIBRARY_PATH: &str = "LD_LIBRARY_PATH";
    if env::var_os(LIBRARY_PATH).is_none() {
        return Ok(());
    }
    let failed = Command::new(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env_remove(LIBRARY_PATH)
        .exec();
    Err(failed).context("start anew without a library path")
}

#[allow(
    clippy::print_stdout,
    reason = "the report is what this program is for"
)]
fn print(text: &str) {
    print!("{text}");
}
