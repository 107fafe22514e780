//! What a sandbox can run: each interpreter is started inside and asked for
//! its version.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use computesdk_provider::Sandbox;
use computesdk_provider::model::{CommandSpec, Error, Program, Result, User};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use super::report::{Check, Remedy, Status};

/// Longer than the slowest of them takes on a cold disk.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program, how it is asked for its version, and Debian's package of it.
struct Interpreter {
    program: &'static str,
    version: &'static str,
    package: &'static str,
}

const INTERPRETERS: [Interpreter; 6] = [
    interpreter("bash", "--version", "bash"),
    interpreter("python3", "--version", "python3"),
    interpreter("node", "--version", "nodejs"),
    interpreter("go", "version", "golang-go"),
    interpreter("rustc", "--version", "rustc"),
    interpreter("java", "-version", "default-jdk-headless"),
];

const fn interpreter(
    program: &'static str,
    version: &'static str,
    package: &'static str,
) -> Interpreter {
    Interpreter {
        program,
        version,
        package,
    }
}

/// One line for each, asked one after the other: the host may be small.
pub(super) async fn check(sandbox: &Arc<dyn Sandbox>) -> Vec<Check> {
    let mut checks = Vec::with_capacity(INTERPRETERS.len());
    for interpreter in &INTERPRETERS {
        let answer = timeout(PATIENCE, version(sandbox.as_ref(), interpreter)).await;
        checks.push(match answer {
            Ok(answer) => finding(interpreter, answer),
            Err(_) => Check::new(
                interpreter.program,
                Status::Degraded,
                format!("no answer in {PATIENCE:?}"),
            ),
        });
    }
    checks
}

fn finding(interpreter: &Interpreter, answer: Result<Answer>) -> Check {
    let check = |status, found: String| Check::new(interpreter.program, status, found);
    match answer {
        Ok(Answer { code: 0, line }) => check(Status::Ok, line),
        Ok(Answer { code, line }) => {
            check(Status::Degraded, format!("exited with code {code}: {line}"))
        }
        Err(Error::NotFound(_)) => check(Status::Missing, "not installed".to_owned()).remedy(
            Remedy::new(format!("To run {} code", interpreter.program))
                .command(format!("sudo apt install {}", interpreter.package)),
        ),
        Err(error) => check(Status::Unknown, error.to_string()),
    }
}

/// What a program said when asked for its version.
struct Answer {
    code: i32,
    /// Its first line, on whichever stream it came.
    line: String,
}

async fn version(sandbox: &dyn Sandbox, interpreter: &Interpreter) -> Result<Answer> {
    let mut env: BTreeMap<OsString, OsString> = sandbox.base_env(User::User);
    // A rustup proxy would otherwise try to fetch what it misses.
    env.insert("RUSTUP_AUTO_INSTALL".into(), "0".into());
    let program = Program::Exec {
        program: interpreter.program.into(),
        args: vec![interpreter.version.into()],
    };
    let mut process = sandbox
        .spawn(CommandSpec {
            kill_stragglers: true,
            ..CommandSpec::new(program, "/", env)
        })
        .await?;
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let (exit, ..) = tokio::join!(
        process.control.wait(),
        process.stdout.read_to_end(&mut stdout),
        process.stderr.read_to_end(&mut stderr),
    );
    Ok(Answer {
        code: exit?.status.code(),
        line: first_line(&stdout)
            .or_else(|| first_line(&stderr))
            .unwrap_or_default(),
    })
}

fn first_line(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.to_owned())
}

#[cfg(test)]
mod tests {
    use computesdk_provider::model::{NotFoundError, ResourceKind};

    use super::*;

    #[test]
    fn a_missing_interpreter_names_its_package() {
        let error = NotFoundError {
            kind: ResourceKind::Program,
            name: "node".to_owned(),
            errno: None,
            hints: Vec::new(),
        };
        let check = finding(&INTERPRETERS[2], Err(error.into()));
        assert_eq!(check.status, Status::Missing);
        assert_eq!(check.remedy.unwrap().commands, ["sudo apt install nodejs"]);
    }

    #[test]
    fn one_that_fails_inside_is_not_called_installed() {
        let answer = |code| {
            Ok(Answer {
                code,
                line: "v22".to_owned(),
            })
        };
        assert_eq!(finding(&INTERPRETERS[2], answer(0)).status, Status::Ok);
        assert_eq!(
            finding(&INTERPRETERS[2], answer(1)).status,
            Status::Degraded
        );
    }

    #[test]
    fn the_version_is_the_first_line_with_text() {
        assert_eq!(first_line(b"\n  v22.1 \nmore"), Some("v22.1".to_owned()));
        assert_eq!(first_line(b" \n"), None);
    }
}
