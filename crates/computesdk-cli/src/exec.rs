//! `compute exec` and `compute run`.

use std::path::Path;

use computesdk::{Exec, Program, Sandbox};

use crate::args::{self, CommandOptions, FileCopy, SandboxOptions};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::signals::Signals;
use crate::{json, sandbox, stream, terminal};

/// Runs a command.
pub(crate) async fn exec(args: args::Exec) -> Result<Exit, Failure> {
    let mut signals = Signals::catch().map_err(Failure::host("catch signals"))?;
    let options = &args.command;
    let sandbox = prepare(&args.sandbox, options, &mut signals).await?;
    let program = program(args.words);
    if options.json {
        let exec = configure(sandbox.exec(program), options);
        json::collect(exec, signals).await
    } else {
        let exec = configure(sandbox.exec_stream(program), options);
        stream::pass_through(exec, options, signals).await
    }
}

/// Runs a script of the host.
pub(crate) async fn run(args: args::Run) -> Result<Exit, Failure> {
    todo!()
}

/// One word is a line for the shell; several are a program and its arguments.
fn program(mut words: Vec<std::ffi::OsString>) -> Program {
    match words.len() {
        1 => Program::Shell(words.remove(0)),
        _ => {
            let program = words.remove(0);
            Program::Exec { program, args: words }
        }
    }
}
