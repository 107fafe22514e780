//! What may be given as a command.

use std::ffi::{OsStr, OsString};

use computesdk_model::Program;

/// Something that names a command.
///
/// A string is a line for the sandbox's shell. A pair of a program and its
/// arguments runs without a shell, so nothing in the arguments is interpreted.
///
/// ```
/// use computesdk::{IntoCommand, Program};
///
/// let line = "echo $HOME | wc -c".into_command();
/// assert!(matches!(line, Program::Shell(_)));
///
/// let words = ("python3", ["-c", "print('$HOME')"]).into_command();
/// assert!(matches!(words, Program::Exec { .. }));
/// ```
pub trait IntoCommand {
    /// The command.
    fn into_command(self) -> Program;
}

impl IntoCommand for Program {
    fn into_command(self) -> Program {
        self
    }
}

impl IntoCommand for &str {
    fn into_command(self) -> Program {
        Program::Shell(self.into())
    }
}

impl IntoCommand for &String {
    fn into_command(self) -> Program {
        Program::Shell(self.into())
    }
}

impl IntoCommand for String {
    fn into_command(self) -> Program {
        Program::Shell(self.into())
    }
}

impl IntoCommand for &OsStr {
    fn into_command(self) -> Program {
        Program::Shell(self.into())
    }
}

impl IntoCommand for OsString {
    fn into_command(self) -> Program {
        Program::Shell(self)
    }
}

impl<P, A> IntoCommand for (P, A)
where
    P: Into<OsString>,
    A: IntoIterator,
    A::Item: Into<OsString>,
{
    fn into_command(self) -> Program {
        let (program, args) = self;
        Program::Exec {
            program: program.into(),
            args: args.into_iter().map(Into::into).collect(),
        }
    }
}
