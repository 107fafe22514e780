//! `compute`: run untrusted commands in a sandbox on your own machine.
//!
//! Arguments in, output out. What happens between is the library's.

mod args;
mod code;
mod doctor;
mod events;
mod exec;
mod exit;
mod failure;
mod json;
mod live;
mod manual;
mod message;
mod meter;
mod packages;
mod publish;
mod sandbox;
mod screen;
mod signals;
mod stats;
mod stdio;
mod stream;
mod terminal;
mod transfer;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use args::{Action, Cli};
use exit::Exit;
use failure::Failure;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misused(&error).into(),
    };
    let exit = act(cli.action).unwrap_or_else(|failure| {
        failure.tell();
        failure.exit()
    });
    exit.into()
}

/// Help and version are a success. A mistake is 125, not clap's 2: that could
/// be the command's own.
fn misused(error: &clap::Error) -> Exit {
    // With the stream closed there is nobody left to tell.
    let _ = error.print();
    match error.exit_code() {
        0 => Exit::Success,
        _ => Exit::Failure,
    }
}

fn act(action: Action) -> Result<Exit, Failure> {
    match action {
        Action::Exec(args) => block_on(exec::exec(args)),
        Action::Run(args) => block_on(exec::run(args)),
        Action::Code(language) => block_on(code::run(language)),
        Action::Languages(args) => block_on(code::list(args)),
        Action::Doctor(args) => block_on(doctor::run(args)),
        Action::Completions { shell } => manual::completions(shell, &mut io::stdout())
            .map(|()| Exit::Success)
            .map_err(Failure::write),
        Action::Man { page } => manual::page(page.as_deref(), &mut io::stdout())
            .map(|()| Exit::Success)
            .map_err(Failure::write),
    }
}

fn block_on(work: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::host("start the runtime"))?;
    let result = runtime.block_on(work);
    // A thread may still wait for our standard input: nobody waits for it.
    runtime.shutdown_background();
    result
}
