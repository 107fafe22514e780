//! `compute exec` and `compute run`.

use std::ffi::OsString;
use std::path::Path;

use computesdk::{Compute, Exec, Program, Sandbox};

use crate::args::{self, CommandOptions, FileCopy, SandboxOptions};
use crate::events::EventLog;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::signals::Signals;
use crate::{json, message, publish, sandbox, stream, transfer};

/// Runs a command.
pub(crate) async fn exec(args: args::Exec) -> Result<Exit, Failure> {
    let mut signals = Signals::catch().map_err(Failure::host("catch signals"))?;
    logged(&args.sandbox, async |compute| {
        exec_in(compute, &args, &mut signals).await
    })
    .await
}

async fn exec_in(
    compute: &Compute,
    args: &args::Exec,
    signals: &mut Signals,
) -> Result<Exit, Failure> {
    let options = &args.command;
    let sandbox = prepare(compute, &args.sandbox, &[], options, signals).await?;
    let program = program(args.words.clone());
    let ended = if options.json {
        let exec = configure(sandbox.exec(program), options);
        json::collect(exec, &sandbox, options.stats, signals).await
    } else {
        let exec = configure(sandbox.exec_stream(program), options);
        stream::pass_through(exec, &sandbox, options, signals).await
    };
    log_network(&sandbox, &args.sandbox);
    let downloads = &args.sandbox.downloads;
    transfer::download(ended, &sandbox, downloads, options, signals).await
}

/// Runs a script of the host.
pub(crate) async fn run(args: args::Run) -> Result<Exit, Failure> {
    let mut signals = Signals::catch().map_err(Failure::host("catch signals"))?;
    logged(&args.sandbox, async |compute| {
        run_in(compute, &args, &mut signals).await
    })
    .await
}

async fn run_in(
    compute: &Compute,
    args: &args::Run,
    signals: &mut Signals,
) -> Result<Exit, Failure> {
    let options = &args.command;
    let mut words = args.words.iter().cloned();
    // The parser asks for at least one word.
    let file = words.next().unwrap_or_default();
    let script = FileCopy::by_name(Path::new(&file))
        .map_err(|reason| Failure::host("copy the script")(std::io::Error::other(reason)))?;
    let further = std::slice::from_ref(&script);
    let sandbox = prepare(compute, &args.sandbox, further, options, signals).await?;
    let ended = if options.json {
        let mut exec = configure(sandbox.run(&script.target), options).args(words);
        if let Some(interpreter) = &args.interpreter {
            exec = exec.interpreter(interpreter);
        }
        json::collect(exec, &sandbox, options.stats, signals).await
    } else {
        let mut exec = configure(sandbox.run_stream(&script.target), options).args(words);
        if let Some(interpreter) = &args.interpreter {
            exec = exec.interpreter(interpreter);
        }
        stream::pass_through(exec, &sandbox, options, signals).await
    };
    log_network(&sandbox, &args.sandbox);
    let downloads = &args.sandbox.downloads;
    transfer::download(ended, &sandbox, downloads, options, signals).await
}

/// Does some work with a sandbox, and prints what happens to that where it is wanted.
pub(crate) async fn logged(
    options: &SandboxOptions,
    work: impl AsyncFnOnce(&Compute) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let compute = sandbox::compute(options)?;
    let log = options.log_events.then(|| EventLog::start(&compute));
    let ended = work(&compute).await;
    drop(compute);
    if let Some(log) = log {
        log.finish().await;
    }
    ended
}

/// Makes the sandbox, unless a signal asks to end first.
pub(crate) async fn prepare(
    compute: &Compute,
    options: &SandboxOptions,
    further: &[FileCopy],
    command: &CommandOptions,
    signals: &mut Signals,
) -> Result<Sandbox, Failure> {
    let create = async {
        let sandbox = sandbox::create(compute, options, command.quiet).await?;
        transfer::upload(&sandbox, &options.uploads, command).await?;
        for file in options.files.iter().chain(further) {
            sandbox::copy_in(&sandbox, file, command).await?;
        }
        publish::publish(&sandbox, &options.ports).await?;
        Ok(sandbox)
    };
    tokio::select! {
        created = create => created,
        signal = signals.next_to_end() => Err(Failure::Interrupted(signal)),
    }
}

/// Prints what the command tried to reach, where that is wanted.
pub(crate) fn log_network(sandbox: &Sandbox, options: &SandboxOptions) {
    if options.log_network {
        sandbox.network_log().iter().for_each(message::network);
    }
}

pub(crate) fn configure<T>(mut exec: Exec<T>, options: &CommandOptions) -> Exec<T> {
    let variables = options.env.iter().cloned();
    exec = exec
        .envs(variables.map(|variable| (variable.key, variable.value)))
        .user(options.user.into())
        .unchecked();
    if let Some(directory) = &options.workdir {
        exec = exec.cwd(directory);
    }
    if let Some(timeout) = options.timeout {
        exec = exec.timeout(timeout);
    }
    if let Some(grace) = options.grace {
        exec = exec.grace(grace);
    }
    exec
}

/// One word is a line for the shell; several are a program and its arguments.
fn program(mut words: Vec<OsString>) -> Program {
    match words.len() {
        1 => Program::Shell(words.remove(0)),
        _ => {
            let program = words.remove(0);
            Program::Exec {
                program,
                args: words,
            }
        }
    }
}
