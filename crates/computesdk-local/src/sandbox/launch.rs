//! A command as a request to init.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use computesdk_init::protocol::{ProcessLimits, Spawn};
use computesdk_model::{CommandSpec, InvalidArgumentError, Program, Result, StdinMode, User};

/// Shells in the order of preference, with the names they are called by.
const SHELLS: [(&str, &str); 2] = [("/bin/bash", "bash"), ("/bin/sh", "sh")];

/// Where a program is looked up when its environment has no `PATH`.
const FALLBACK_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// The environment that a user's commands start from.
pub(super) fn base_env(user: User, search_path: &str) -> BTreeMap<OsString, OsString> {
    [
        ("HOME", user.home()),
        ("LANG", "C.UTF-8"),
        ("LOGNAME", user.name()),
        ("PATH", search_path),
        ("SHELL", "/bin/bash"),
        ("USER", user.name()),
    ]
    .into_iter()
    .map(|(key, value)| (key.into(), value.into()))
    .collect()
}

/// The request; its number is the connection's to give.
pub(super) fn request(command: &CommandSpec, limits: ProcessLimits) -> Result<Spawn> {
    let (programs, args) = match &command.program {
        Program::Shell(line) => (
            SHELLS
                .map(|(path, name)| (path.into(), name.into()))
                .to_vec(),
            vec![b"-c".to_vec(), bytes("command", line)?],
        ),
        Program::Exec { program, args } => (
            candidates(program, &command.env)?,
            args.iter()
                .map(|argument| bytes("argument", argument))
                .collect::<Result<_>>()?,
        ),
    };
    Ok(Spawn {
        job: 0,
        programs,
        args,
        env: command.env.iter().map(variable).collect::<Result<_>>()?,
        cwd: bytes("working directory", command.cwd.as_os_str())?,
        uid: command.user.uid(),
        stdin: command.stdin == StdinMode::Pipe,
        terminal: command.terminal.map(|size| (size.columns, size.rows)),
        kill_stragglers: command.kill_stragglers,
        limits,
    })
}

/// Where a program may be: as the standard library's lookup would try.
fn candidates(
    program: &OsStr,
    env: &BTreeMap<OsString, OsString>,
) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let name = bytes("program", program)?;
    if name.is_empty() {
        return Err(InvalidArgumentError::new("program", "its name is empty").into());
    }
    if name.contains(&b'/') {
        return Ok(vec![(name.clone(), name)]);
    }
    let path = env.get(OsStr::new("PATH"));
    let path = path.map_or(FALLBACK_PATH.as_bytes(), |path| path.as_bytes());
    Ok(path
        .split(|byte| *byte == b':')
        .map(|directory| {
            let directory = if directory.is_empty() {
                b"."
            } else {
                directory
            };
            ([directory, b"/", &name].concat(), name.clone())
        })
        .collect())
}

fn variable((key, value): (&OsString, &OsString)) -> Result<Vec<u8>> {
    let key_bytes = key.as_bytes();
    if key_bytes.is_empty() || key_bytes.contains(&b'=') {
        let reason = format!("{key:?} is not a name: it is empty or has `=` in it");
        return Err(InvalidArgumentError::new("environment variable", reason).into());
    }
    // The value is never named: it may be a secret.
    if key_bytes.contains(&0) || value.as_bytes().contains(&0) {
        let reason = format!("{key:?} has a NUL byte in its name or value");
        return Err(InvalidArgumentError::new("environment variable", reason).into());
    }
    Ok([key_bytes, b"=", value.as_bytes()].concat())
}

fn bytes(argument: &str, value: &OsStr) -> Result<Vec<u8>> {
    if value.as_bytes().contains(&0) {
        return Err(InvalidArgumentError::new(argument, "it has a NUL byte in it").into());
    }
    Ok(value.to_os_string().into_vec())
}
