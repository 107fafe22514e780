//! How `compute` ends.

use std::process::ExitCode;

use computesdk::Signal;

/// The exit code, by its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Success,
    /// A diagnosis found that sandboxes do not work here.
    Unusable,
    /// The command ran longer than its timeout.
    Timeout,
    /// We failed, or were used wrongly.
    Failure,
    /// The program is there and cannot be executed.
    NotExecutable,
    /// The program does not exist.
    NotFound,
    /// A signal ended the command, or us before it ran.
    Signal(Signal),
    /// The command's own code.
    External(u8),
}

impl Exit {
    /// The exit code of a command: 0 to 255.
    pub(crate) fn of(code: i32) -> Self {
        u8::try_from(code).map_or(Exit::Failure, Exit::External)
    }

    /// Its number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Success => 0,
            Exit::Unusable => 1,
            Exit::Timeout => 124,
            Exit::Failure => 125,
            Exit::NotExecutable => 126,
            Exit::NotFound => 127,
            // 1 to 64, so the sum fits.
            Exit::Signal(signal) => 128 + signal.number() as u8,
            Exit::External(code) => code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_that_shells_use() {
        assert_eq!(Exit::External(42).code(), 42);
        assert_eq!(Exit::Signal(Signal::TERM).code(), 143);
        assert_eq!(Exit::Signal(Signal::PIPE).code(), 141);
    }
}
