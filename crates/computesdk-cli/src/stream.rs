//! A command whose streams are our own.

use computesdk::{Error, Exec, ExecResult, ExecStream, Job, Signal};
use tokio::io::AsyncWriteExt;
use tokio_util::task::AbortOnDropHandle;

use crate::args::CommandOptions;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message;
use crate::signals::{Event, Signals};
use crate::stdio::{CopyError, Stdio};
use crate::terminal::{self, RawMode};

/// What a terminal takes for the end of what is typed: Ctrl-D.
const END_OF_INPUT: &[u8] = &[4];

/// Runs a command between our standard input and output.
pub(crate) async fn pass_through<T>(
    mut exec: Exec<T>,
    options: &CommandOptions,
    mut signals: Signals,
) -> Result<Exit, Failure>
where
    Exec<T>: IntoFuture<Output = Result<ExecStream, Error>>,
{
    let with_terminal = options.tty || (!options.no_tty && terminal::is_interactive());
    if with_terminal {
        exec = exec.terminal(terminal::size());
    }
    let stream = tokio::select! {
        started = exec.into_future() => started?,
        signal = signals.next_to_end() => return Err(Failure::Interrupted(signal)),
    };
    let raw_mode = match with_terminal {
        true => RawMode::enter().map_err(Failure::host("set up the terminal"))?,
        false => None,
    };
    let ended = attend(stream, with_terminal, &mut signals).await;
    drop(raw_mode);
    let result = ended?;
    if result.oom_killed && !options.quiet {
        message::warning("the sandbox ran out of memory; --memory sets how much it has");
    }
    Ok(Exit::of(result.exit_code))
}

/// Copies the streams and passes signals on until all is over.
async fn attend(
    stream: ExecStream,
    with_terminal: bool,
    signals: &mut Signals,
) -> Result<ExecResult, Failure> {
    let mut job = stream.job;
    let stdio = |stream: std::io::Result<Stdio>| stream.map_err(Failure::host("open the streams"));
    let (input, output, errors) = (
        stdio(Stdio::input())?,
        stdio(Stdio::output())?,
        stdio(Stdio::error())?,
    );
    let feeding = stream.stdin.map(|mut stdin| {
        AbortOnDropHandle::new(tokio::spawn(async move {
            // A command that stops reading early has what it wanted.
            let copied = input.copy_to(&mut stdin).await;
            if with_terminal && copied.is_ok() {
                let _ = stdin.write_all(END_OF_INPUT).await;
            }
        }))
    });
    let copies = async {
        tokio::try_join!(
            output.copy_from(stream.stdout),
            errors.copy_from(stream.stderr)
        )
    };
    tokio::pin!(copies);
    let mut copied = false;
    let mut result = None;
    let mut asked_to_end = false;
    while !copied || result.is_none() {
        tokio::select! {
            done = &mut copies, if !copied => {
                if let Err(error) = done {
                    let _ = job.kill(Signal::KILL).await;
                    return Err(failure(error));
                }
                copied = true;
            }
            ended = job.wait(), if result.is_none() => result = Some(ended),
            event = signals.next() => pass_on(event, &job, &mut asked_to_end).await,
        }
    }
    drop(feeding);
    match result {
        Some(result) => Ok(result?),
        None => unreachable!("the loop ends with a result"),
    }
}

/// A signal of ours is the command's. Who asks a second time means it.
async fn pass_on(event: Event, job: &Job, asked_to_end: &mut bool) {
    // What has ended needs no signal.
    let _ = match event {
        Event::Resize => job.resize(terminal::size()).await,
        Event::Signal(signal) if !*asked_to_end => {
            *asked_to_end = true;
            job.kill(signal).await
        }
        Event::Signal(_) => job.kill(Signal::KILL).await,
    };
}

fn failure(error: CopyError) -> Failure {
    match error {
        CopyError::Read(cause) => Failure::host("read what the command wrote")(cause),
        CopyError::Write(cause) => Failure::write(cause),
    }
}
