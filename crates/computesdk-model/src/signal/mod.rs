//! Signals by name and number (Linux, x86-64 numbering).

mod name;

use std::fmt;

pub use name::UnknownSignal;
use serde::{Serialize, Serializer};

/// A signal: by its constant, its number, or its name as people write it.
///
/// ```
/// use computesdk_model::Signal;
/// for name in ["SIGTERM", "term", "15"] {
///     assert_eq!(name.parse::<Signal>()?, Signal::TERM);
/// }
/// assert_eq!(Signal::try_from(9)?, Signal::KILL);
/// # Ok::<(), computesdk_model::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Signal(i32);

impl Signal {
    /// Terminal closed.
    pub const HUP: Signal = Signal(1);
    /// Ctrl-C.
    pub const INT: Signal = Signal(2);
    /// Ctrl-\.
    pub const QUIT: Signal = Signal(3);
    /// Ends the process without its consent.
    pub const KILL: Signal = Signal(9);
    /// Whatever a program takes it for.
    pub const USR1: Signal = Signal(10);
    /// Whatever a program takes it for.
    pub const USR2: Signal = Signal(12);
    /// The writer's reader is gone.
    pub const PIPE: Signal = Signal(13);
    /// The polite request to end.
    pub const TERM: Signal = Signal(15);
    /// Lets a stopped process go on.
    pub const CONT: Signal = Signal(18);
    /// Stops the process, without its consent, until it may go on.
    pub const STOP: Signal = Signal(19);
    /// A file grows beyond the longest that is allowed.
    pub const XFSZ: Signal = Signal(25);

    /// The signal of this number: 1 to 64.
    pub fn from_number(number: i32) -> Option<Signal> {
        (1..=64).contains(&number).then_some(Signal(number))
    }

    /// Its number.
    pub fn number(self) -> i32 {
        self.0
    }
}

impl fmt::Debug for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Signal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
