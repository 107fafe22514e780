//! What no system can run: found here, it is the same error everywhere.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use computesdk_model::{Error, InvalidArgumentError, Program, Result};

/// A program that has a name, and words without NUL bytes.
pub(crate) fn program(program: &Program) -> Result<()> {
    match program {
        Program::Shell(line) => no_nul("command", line),
        Program::Exec { program, args } => {
            if program.is_empty() {
                return Err(invalid("program name", "it is empty"));
            }
            no_nul("program name", program)?;
            args.iter().try_for_each(|arg| no_nul("argument", arg))
        }
    }
}

/// A path without NUL bytes.
pub(crate) fn path(argument: &str, path: &Path) -> Result<()> {
    no_nul(argument, path.as_os_str())
}

/// Environment variables that can be passed to a process.
pub(crate) fn env(env: &BTreeMap<OsString, OsString>) -> Result<()> {
    env.iter()
        .try_for_each(|(name, value)| variable(name, value))
}

/// One environment variable. Its value is never part of the error: it may be a
/// secret.
pub(crate) fn variable(name: &OsStr, value: &OsStr) -> Result<()> {
    if name.is_empty() {
        return Err(invalid("environment variable", "its name is empty"));
    }
    let argument = format!("environment variable {name:?}");
    if name.as_bytes().contains(&b'=') {
        return Err(invalid(&argument, "its name contains `=`"));
    }
    no_nul(&argument, name)?;
    no_nul(&argument, value)
}

fn no_nul(argument: &str, text: &OsStr) -> Result<()> {
    match text.as_bytes().contains(&0) {
        true => Err(invalid(argument, "it contains a NUL byte")),
        false => Ok(()),
    }
}

fn invalid(argument: &str, reason: &str) -> Error {
    InvalidArgumentError::new(argument, reason).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_cannot_be_passed() {
        let exec = |program: &str, arg: &str| Program::Exec {
            program: program.into(),
            args: vec![arg.into()],
        };
        assert!(program(&exec("true", "")).is_ok());
        for bad in [
            exec("", ""),
            exec("a\0", ""),
            exec("a", "\0"),
            Program::Shell("\0".into()),
        ] {
            assert!(matches!(program(&bad), Err(Error::InvalidArgument(_))));
        }
    }

    #[test]
    fn names_a_bad_variable_and_keeps_its_value_secret() {
        let error = variable("KEY".as_ref(), "hunter2\0".as_ref()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid environment variable \"KEY\": it contains a NUL byte"
        );
        assert!(variable("A=B".as_ref(), "".as_ref()).is_err());
        assert!(variable("".as_ref(), "".as_ref()).is_err());
    }
}
