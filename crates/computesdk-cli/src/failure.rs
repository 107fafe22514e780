//! Why `compute` could not do what it was told.

use std::io;

use computesdk::{Error, ResourceKind, Signal};

use crate::exit::Exit;
use crate::message;

/// A failure, by who is to hear of it.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The library's: a command's timeout among them.
    Library(Error),
    /// One of our own files, streams or settings.
    Host {
        /// What was being done, such as "read main.py".
        step: String,
        /// The system's answer.
        cause: io::Error,
    },
    /// Whoever read our output has gone. Nobody is told, as with any program
    /// in a pipe.
    BrokenPipe,
    /// A signal asked us to end before the command ran.
    Interrupted(Signal),
}

impl Failure {
    /// A failure while doing this on the host.
    pub(crate) fn host(step: impl Into<String>) -> impl FnOnce(io::Error) -> Failure {
        let step = step.into();
        |cause| Failure::Host { step, cause }
    }

    /// A failure to write to one of our own streams.
    pub(crate) fn write(cause: io::Error) -> Failure {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::host("write the output")(cause),
        }
    }

    /// Tells the user.
    pub(crate) fn tell(&self) {
        match self {
            Failure::Library(error) => {
                if let Error::Compilation(failed) = error {
                    message::tool(&failed.result.stderr);
                }
                if let Error::Packages(failed) = error
                    && let Some(result) = &failed.result
                {
                    message::tool(&result.stderr);
                }
                message::error(error);
            }
            Failure::Host { step, cause } => {
                message::failure(format_args!("could not {step}: {cause}"));
            }
            Failure::BrokenPipe | Failure::Interrupted(_) => {}
        }
    }

    /// The exit code that goes with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Failure::Library(error) => exit_of(error),
            Failure::Host { .. } => Exit::Failure,
            Failure::BrokenPipe => Exit::Signal(Signal::PIPE),
            Failure::Interrupted(signal) => Exit::Signal(*signal),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Library(error)
    }
}

/// The exit code of an error of the library.
pub(crate) fn exit_of(error: &Error) -> Exit {
    match error {
        Error::Execution(error) => Exit::of(error.result.exit_code),
        Error::Compilation(error) => Exit::of(error.result.exit_code),
        Error::Timeout(_) => Exit::Timeout,
        Error::NotFound(error) => match error.kind {
            ResourceKind::Program | ResourceKind::Interpreter => Exit::NotFound,
            _ => Exit::Failure,
        },
        Error::InvalidArgument(error) if error.argument == "program" => Exit::NotExecutable,
        _ => Exit::Failure,
    }
}
