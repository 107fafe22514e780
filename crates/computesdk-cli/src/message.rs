//! What `compute` itself says, all of it on standard error.

use std::error::Error as _;
use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use computesdk::{Error, LevelFilter, Output, PublishedPort};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default();

/// An error of the library: its causes and hints follow it.
pub(crate) fn error(error: &Error) {
    line("compute: ", ERROR, "error", error);
    let mut cause = error.source();
    while let Some(error) = cause {
        line("  ", NOTE, "cause", error);
        cause = error.source();
    }
    for hint in error.hints() {
        line("  ", NOTE, "hint", hint);
    }
}

/// What a compiler or an installer says, byte for byte.
pub(crate) fn tool(output: &Output) {
    // With the stream closed there is nobody left to tell.
    let _ = io::stderr().write_all(output.as_bytes());
}

/// A failure of our own.
pub(crate) fn failure(text: impl Display) {
    line("compute: ", ERROR, "error", text);
}

/// What a command used.
pub(crate) fn usage(text: impl Display) {
    line("compute: ", NOTE, "usage", text);
}

/// What a command tried to reach.
pub(crate) fn network(text: impl Display) {
    line("compute: ", NOTE, "network", text);
}

/// How packages for code are coming along.
pub(crate) fn packages(text: impl Display) {
    line("compute: ", NOTE, "packages", text);
}

/// Where a port of the sandbox is. For programs to read: the line has nothing else.
pub(crate) fn published(published: &PublishedPort) {
    // With standard error closed there is nobody left to tell.
    let _ = writeln!(
        anstream::stderr(),
        "{} -> {}",
        published.port,
        published.url()
    );
}

/// Something that the user should know, and that stops nothing.
pub(crate) fn warning(text: impl Display) {
    line("compute: ", WARNING, "warning", text);
}

/// Shows what the library logs, from this level on.
pub(crate) fn log_from(level: LevelFilter) {
    // Only the first call has an effect, and there is only one.
    let _ = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never)
        .without_time()
        .try_init();
}

fn line(prefix: &str, style: Style, label: &str, text: impl Display) {
    // Colours go where a terminal shows them, unless NO_COLOR is set. With
    // standard error closed there is nobody left to tell.
    let _ = writeln!(
        anstream::stderr(),
        "{prefix}{style}{label}{style:#}: {text}"
    );
}
