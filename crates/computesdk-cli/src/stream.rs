//! A command whose streams are our own.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use computesdk::provider::Writer;
use computesdk::{Error, Exec, ExecResult, ExecStream, Job, Outcome, RichResult, Sandbox, Signal};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

use crate::args::CommandOptions;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::screen::Screen;
use crate::signals::{Event, Signals};
use crate::stdio::{CopyError, Stdio};
use crate::terminal::{self, RawMode};
use crate::{live, message, stats};

/// What a terminal takes for the end of what is typed: Ctrl-D.
const END_OF_INPUT: &[u8] = &[4];

/// Names the kind of a terminal.
const TERM: &str = "TERM";

/// How long a reader that does not read holds us after a timeout.
const PATIENCE: Duration = Duration::from_secs(2);

/// Runs a command between our standard input and output.
pub(crate) async fn pass_through<T>(
    mut exec: Exec<T>,
    sandbox: &Sandbox,
    options: &CommandOptions,
    signals: &mut Signals,
) -> Result<Exit, Failure>
where
    Exec<T>: IntoFuture<Output = Result<ExecStream, Error>>,
{
    let with_terminal = options.tty || (!options.no_tty && terminal::is_interactive());
    if with_terminal {
        exec = exec.terminal(terminal::size());
        if let Some(kind) = terminal_kind(options) {
            exec = exec.env(TERM, kind);
        }
    }
    let stream = tokio::select! {
        started = exec.into_future() => started?,
        signal = signals.next_to_end() => return Err(Failure::Interrupted(signal)),
    };
    let raw_mode = match with_terminal {
        true => RawMode::enter().map_err(Failure::host("set up the terminal"))?,
        false => None,
    };
    // A terminal that is the command's own shows nothing of ours while it runs.
    let screen = match options.stats && !with_terminal {
        true => Screen::open().map_err(Failure::host("open the streams"))?,
        false => None,
    };
    let screen = screen.as_ref();
    let attended = attend(stream, with_terminal, options.quiet, signals, screen);
    let ended = live::beside(screen, sandbox, attended).await;
    drop(raw_mode);
    let ended = ended.inspect_err(|failure| {
        if let (true, Failure::Library(error)) = (options.stats, failure) {
            error.result().into_iter().for_each(stats::print);
        }
    });
    let result = ended?;
    print_main_result(&result).map_err(Failure::write)?;
    if !options.quiet {
        warn(&result);
    }
    if options.stats {
        stats::print(&result);
    }
    Ok(Exit::of(result.exit_code))
}

/// Prints the value of the last expression of code, where it was asked for.
fn print_main_result(result: &ExecResult) -> io::Result<()> {
    let main = result.results.iter().filter(|one| one.is_main_result);
    let mut out = io::stdout().lock();
    for text in main.filter_map(RichResult::text) {
        writeln!(out, "{text}")?;
    }
    out.flush()
}

/// Says which limit the command met, and what is missing of what code displayed.
fn warn(result: &ExecResult) {
    if let Some(missing) = result.results_missing {
        message::warning(format_args!("not all results came back: {missing}"));
    }
    message::warning(match result.outcome {
        Outcome::MemoryLimit => "the sandbox ran out of memory; --memory sets how much it has",
        Outcome::DiskLimit => "the sandbox's disk is full; --disk and --tmp set how much it has",
        Outcome::ProcessLimit => "the sandbox ran out of processes; --pids sets how many it has",
        _ => return,
    });
}

/// What our terminal is, for a command that is to draw on it.
fn terminal_kind(options: &CommandOptions) -> Option<OsString> {
    match options.env.iter().any(|variable| variable.key == TERM) {
        true => None,
        false => std::env::var_os(TERM),
    }
}

/// Copies the streams and passes signals on until all is over.
async fn attend(
    stream: ExecStream,
    with_terminal: bool,
    quiet: bool,
    signals: &mut Signals,
    screen: Option<&Screen>,
) -> Result<ExecResult, Failure> {
    let mut job = stream.job;
    let stdio = |stream: io::Result<Stdio>| stream.map_err(Failure::host("open the streams"));
    let (input, output, errors) = (
        stdio(Stdio::input())?,
        stdio(Stdio::output())?,
        stdio(Stdio::error())?,
    );
    let _feeding = stream.stdin.map(|stdin| {
        AbortOnDropHandle::new(tokio::spawn(feed(input, stdin, with_terminal, quiet)))
    });
    let output_screen = screen.filter(|_| io::stdout().is_terminal());
    let copies = async {
        tokio::try_join!(
            output.copy_from(stream.stdout, output_screen),
            errors.copy_from(stream.stderr, screen)
        )
    };
    tokio::pin!(copies);
    let mut copied = false;
    let mut ended = None;
    let mut asked = Asked::Never;
    loop {
        tokio::select! {
            done = &mut copies, if !copied => {
                if let Err(error) = done {
                    let _ = job.kill(Signal::KILL).await;
                    return Err(failure(error));
                }
                copied = true;
            }
            result = job.wait(), if ended.is_none() => ended = Some(result),
            event = signals.next() => asked = asked.again(event, &job).await,
        }
        ended = match ended {
            Some(Err(error)) => {
                if !copied {
                    // Whoever reads us may never read on; a timeout is a promise.
                    let _ = timeout(PATIENCE, &mut copies).await;
                }
                return Err(error.into());
            }
            Some(Ok(result)) if copied || asked == Asked::Twice => return Ok(result),
            other => other,
        };
    }
}

/// Hands our standard input on. A command that stops reading early has what
/// it wanted.
async fn feed(input: Stdio, mut stdin: Writer, with_terminal: bool, quiet: bool) {
    match input.copy_to(&mut stdin).await {
        Ok(()) if with_terminal => {
            let _ = stdin.write_all(END_OF_INPUT).await;
        }
        Err(CopyError::Read(cause)) if !quiet => {
            message::warning(format_args!("could not read the input: {cause}"));
        }
        _ => {}
    }
}

/// How often we were asked to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// Not yet.
    Never,
    /// The command was told, and may do as it likes.
    Once,
    /// It was killed, and nobody waits for whoever reads its output.
    Twice,
}

impl Asked {
    /// A signal of ours is the command's. Who asks a second time means it.
    async fn again(self, event: Event, job: &Job) -> Asked {
        let (asked, sent) = match (event, self) {
            (Event::Resize, asked) => (asked, job.resize(terminal::size()).await),
            (Event::Signal(signal), Asked::Never) => (Asked::Once, job.kill(signal).await),
            (Event::Signal(_), _) => (Asked::Twice, job.kill(Signal::KILL).await),
        };
        // What has ended needs no signal.
        drop(sent);
        asked
    }
}

fn failure(error: CopyError) -> Failure {
    match error {
        CopyError::Read(cause) => Failure::host("read what the command wrote")(cause),
        CopyError::Write(cause) => Failure::write(cause),
    }
}
