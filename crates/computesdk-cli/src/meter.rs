//! How far a transfer is, on a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use computesdk::Progress;

use crate::args::CommandOptions;
use crate::stats::Size;

/// What is over sooner is not shown, and no more often than that.
const PAUSE: Duration = Duration::from_millis(200);

/// One line on standard error that is written over, and gone at the end.
pub(crate) struct Meter {
    what: &'static str,
    shows: bool,
    latest: Instant,
    shown: bool,
}

impl Meter {
    /// Shows nothing where nobody looks.
    pub(crate) fn new(what: &'static str, command: &CommandOptions) -> Self {
        Meter {
            what,
            shows: io::stderr().is_terminal() && !command.quiet && !command.json,
            latest: Instant::now(),
            shown: false,
        }
    }

    /// Shows how far it is, from time to time.
    pub(crate) fn show(&mut self, progress: Progress) {
        if !self.shows || self.latest.elapsed() < PAUSE {
            return;
        }
        self.latest = Instant::now();
        self.shown = true;
        let (what, files, bytes) = (self.what, progress.files, Size(progress.bytes));
        self.write(format_args!("{what}: {files} files, {bytes}"));
    }

    fn write(&self, text: std::fmt::Arguments<'_>) {
        // With standard error closed there is nobody left to tell.
        let _ = write!(io::stderr(), "\r{text}\x1b[K");
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if self.shown {
            self.write(format_args!(""));
        }
    }
}
