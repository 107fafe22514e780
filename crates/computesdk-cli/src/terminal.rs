//! Our own terminal while a command in the sandbox has it.

use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};

use computesdk::TerminalSize;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

/// What a terminal without a size is taken for.
const USUAL_SIZE: TerminalSize = TerminalSize {
    columns: 80,
    rows: 24,
};

/// Whether both standard input and output are terminals.
pub(crate) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Size of the terminal that shows the output, or else of the input's.
pub(crate) fn size() -> TerminalSize {
    tcgetwinsize(io::stdout())
        .or_else(|_| tcgetwinsize(io::stdin()))
        .ok()
        .filter(|size| size.ws_col > 0 && size.ws_row > 0)
        .map_or(USUAL_SIZE, |size| TerminalSize {
            columns: size.ws_col,
            rows: size.ws_row,
        })
}

/// Standard input in raw mode: each key goes to the command as it is typed,
/// Ctrl-C among them. Dropping it restores what was before.
#[derive(Debug)]
pub(crate) struct RawMode {
    terminal: OwnedFd,
    before: Termios,
}

impl RawMode {
    /// Enters raw mode; `None` where standard input is no terminal.
    pub(crate) fn enter() -> io::Result<Option<Self>> {
        let stdin = io::stdin();
        if !stdin.is_terminal() {
            return Ok(None);
        }
        let terminal = stdin.as_fd().try_clone_to_owned()?;
        let before = tcgetattr(&terminal)?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(&terminal, OptionalActions::Drain, &raw)?;
        Ok(Some(RawMode { terminal, before }))
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // Fails only where the terminal is gone.
        let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
    }
}
