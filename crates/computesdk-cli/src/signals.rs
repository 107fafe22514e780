//! Signals that are for the command rather than for us.

use std::io;

use computesdk::Signal;
use tokio::signal::unix::{self, SignalKind};

/// Something that happened to our own process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A signal that asks the command to end.
    Signal(Signal),
    /// The terminal has a new size.
    Resize,
}

/// The signals, caught from when this is made.
#[derive(Debug)]
pub(crate) struct Signals {
    hangup: unix::Signal,
    interrupt: unix::Signal,
    quit: unix::Signal,
    terminate: unix::Signal,
    resize: unix::Signal,
}

impl Signals {
    /// Starts to catch them; from now on none of them ends us.
    pub(crate) fn catch() -> io::Result<Self> {
        Ok(Signals {
            hangup: unix::signal(SignalKind::hangup())?,
            interrupt: unix::signal(SignalKind::interrupt())?,
            quit: unix::signal(SignalKind::quit())?,
            terminate: unix::signal(SignalKind::terminate())?,
            resize: unix::signal(SignalKind::window_change())?,
        })
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) -> Event {
        tokio::select! {
            _ = self.hangup.recv() => Event::Signal(Signal::HUP),
            _ = self.interrupt.recv() => Event::Signal(Signal::INT),
            _ = self.quit.recv() => Event::Signal(Signal::QUIT),
            _ = self.terminate.recv() => Event::Signal(Signal::TERM),
            _ = self.resize.recv() => Event::Resize,
        }
    }

    /// Waits for the next one that asks to end.
    pub(crate) async fn next_to_end(&mut self) -> Signal {
        loop {
            if let Event::Signal(signal) = self.next().await {
                return signal;
            }
        }
    }
}
