//! A line on our own terminal that comes and goes between what a command writes.

use std::io::{self, IsTerminal};

use rustix::termios::tcgetwinsize;
use tokio::sync::{Mutex, MutexGuard};

use crate::stdio::Stdio;

/// Goes to the start of the line and empties it.
const ERASE: &str = "\r\x1b[K";

/// The terminal that standard error is. One writes at a time.
#[derive(Debug)]
pub(crate) struct Screen {
    terminal: Stdio,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Our line is there.
    shown: bool,
    /// What the command has written ends with a newline: a line of ours would not
    /// be part of one of its own.
    at_start: bool,
}

/// The right to write to the terminal; our line is away.
#[derive(Debug)]
pub(crate) struct Turn<'a>(MutexGuard<'a, State>);

impl Screen {
    /// `None` where standard error is no terminal that can erase a line.
    pub(crate) fn open() -> io::Result<Option<Screen>> {
        let dumb = std::env::var_os("TERM").is_none_or(|kind| kind == "dumb" || kind.is_empty());
        if dumb || !io::stderr().is_terminal() {
            return Ok(None);
        }
        Ok(Some(Screen {
            terminal: Stdio::error()?,
            state: Mutex::new(State {
                shown: false,
                at_start: true,
            }),
        }))
    }

    /// Shows our line, in place of the last one, unless it would be in the way.
    pub(crate) async fn show(&self, text: &str) -> io::Result<()> {
        let mut state = self.state.lock().await;
        if state.at_start {
            // Where it would be broken it could not be erased.
            let text: String = text.chars().take(self.columns() - 1).collect();
            self.terminal.put(format!("{ERASE}{text}")).await?;
            state.shown = true;
        }
        Ok(())
    }

    /// Takes our line away, to write something else.
    pub(crate) async fn clear(&self) -> io::Result<Turn<'_>> {
        let mut state = self.state.lock().await;
        if state.shown {
            self.terminal.put(ERASE.to_owned()).await?;
            state.shown = false;
        }
        Ok(Turn(state))
    }

    fn columns(&self) -> usize {
        const USUAL: usize = 80;
        let size = tcgetwinsize(io::stderr()).map(|size| usize::from(size.ws_col));
        size.ok().filter(|columns| *columns > 1).unwrap_or(USUAL)
    }
}

impl Turn<'_> {
    /// This was written.
    pub(crate) fn wrote(mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last() {
            self.0.at_start = *last == b'\n';
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read;
    use std::os::fd::OwnedFd;

    use super::*;

    #[tokio::test]
    async fn our_line_is_never_within_one_of_the_commands() {
        let (mut reader, writer) = io::pipe().unwrap();
        let screen = Screen {
            terminal: Stdio::from(File::from(OwnedFd::from(writer))),
            state: Mutex::new(State {
                shown: false,
                at_start: true,
            }),
        };
        screen.show("one").await.unwrap();
        let turn = screen.clear().await.unwrap();
        screen.terminal.put("half".to_owned()).await.unwrap();
        turn.wrote(b"half");
        screen.show("two").await.unwrap();
        let turn = screen.clear().await.unwrap();
        screen.terminal.put(" whole\n".to_owned()).await.unwrap();
        turn.wrote(b" whole\n");
        screen.show("three").await.unwrap();
        drop(screen);
        let mut shown = String::new();
        reader.read_to_string(&mut shown).unwrap();
        let expected = format!("{ERASE}one{ERASE}half whole\n{ERASE}three");
        assert_eq!(shown, expected);
    }
}
