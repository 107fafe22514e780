//! Running a command to its end with its output kept.

use std::future::Future;
use std::io;
use std::pin::pin;

use computesdk_model::{EngineError, Error, ExecResult, Program, Result, Signal, StdinMode};
use computesdk_provider::{KillScope, Process, ProcessControl, Reader};
use tokio::time::timeout;
use tracing::{Instrument, Span};

use super::capture::Capture;
use super::finish::Finish;
use super::options::Options;
use super::span::{span, started};
use super::stop::Stop;
use super::supervise::{Ended, PATIENCE, Supervisor};
use crate::sandbox::Sandbox;

/// Starts the command, feeds it, reads it, waits for it. Everything happens in
/// this future: dropping it drops the process, which kills the job.
pub(crate) async fn collect(
    sandbox: &Sandbox,
    program: Program,
    options: Options,
    stop: Stop,
) -> Result<ExecResult> {
    let span = span(sandbox);
    collect_within(&span, sandbox, program, options, stop)
        .instrument(span.clone())
        .await
}

async fn collect_within(
    span: &Span,
    sandbox: &Sandbox,
    program: Program,
    mut options: Options,
    stop: Stop,
) -> Result<ExecResult> {
    let stdin = match options.input {
        Some(_) => StdinMode::Pipe,
        None => StdinMode::Null,
    };
    let starting = options.start(sandbox, program.clone(), stdin);
    let process = stop.before(&program, starting).await?;
    let sent = sandbox.commands().started(process.pid);
    let running = started(span, sandbox, process.pid, &program, &stop);
    let finish = Finish {
        pid: process.pid,
        unchecked: options.unchecked,
        reach: sandbox.reach(),
        command: program,
    };

    let Process {
        stdin,
        mut stdout,
        mut stderr,
        mut control,
        ..
    } = process;
    let mut out = Capture::new(options.max_output_size);
    let mut err = Capture::new(options.max_output_size);
    let ended = {
        let feeding = async {
            match (options.input.take(), stdin) {
                (Some(input), Some(stdin)) => input.feed(stdin).await,
                _ => Ok(()),
            }
        };
        let reading = read_both(&mut out, &mut stdout, &mut err, &mut stderr);
        let mut supervisor = Supervisor::new(stop, sent);
        drive(&mut supervisor, &mut *control, feeding, reading).await
    };
    running.ended(&ended, out.truncated() || err.truncated());
    let [stdout, stderr] = sandbox.emitter().meter().output();
    stdout.increment(out.length());
    stderr.increment(err.length());
    finish.conclude(ended?, Some((out, err)))
}

async fn read_both(
    out: &mut Capture,
    stdout: &mut Reader,
    err: &mut Capture,
    stderr: &mut Reader,
) -> Result<()> {
    tokio::try_join!(out.fill(stdout), err.fill(stderr))
        .map(|((), ())| ())
        .map_err(unreadable)
}

fn unreadable(cause: io::Error) -> Error {
    EngineError::new("read the command's output")
        .cause(cause)
        .into()
}

/// Does everything at once until the command has ended, then reads what is
/// left. Input that it did not take by then is nobody's.
async fn drive(
    supervisor: &mut Supervisor,
    control: &mut dyn ProcessControl,
    feeding: impl Future<Output = Result<()>>,
    reading: impl Future<Output = Result<()>>,
) -> Result<Ended> {
    let stop = supervisor.stop().clone();
    let (mut feeding, mut reading) = (pin!(feeding), pin!(reading));
    let (mut fed, mut read) = (false, false);
    let mut ended = {
        let mut running = pin!(supervisor.run(control));
        loop {
            tokio::select! {
                ended = &mut running => break ended?,
                done = &mut reading, if !read => { done?; read = true }
                done = &mut feeding, if !fed => { done?; fed = true }
            }
        }
    };
    if !read && ended.early.is_none() {
        tokio::select! {
            biased;
            done = &mut reading => { done?; read = true }
            early = stop.requested() => {
                control.signal(Signal::KILL, KillScope::Job)?;
                ended.early = Some(early);
            }
        }
    }
    if !read {
        // Everything was killed: what it wrote is in the pipes, and no more
        // comes. A process that cannot die must not hold the caller.
        if let Ok(done) = timeout(PATIENCE, reading).await {
            done?;
        }
    }
    Ok(ended)
}
