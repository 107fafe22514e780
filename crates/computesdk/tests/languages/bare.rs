//! A program by the language's own tool, outside of any sandbox.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::ended::Ended;

/// How a file of this name is run. Compiled languages have two commands.
fn commands(language: &str, file: &str) -> Vec<Vec<String>> {
    let words = |line: &str| line.split(' ').map(str::to_owned).collect();
    match language {
        "python" => vec![words(&format!("python3 {file}"))],
        "node" | "typescript" => vec![words(&format!("node {file}"))],
        "bash" => vec![words(&format!("bash {file}"))],
        "go" => vec![
            words(&format!("go build -o program {file}")),
            words("./program"),
        ],
        "rust" => vec![
            words(&format!("rustc --edition=2021 -o program {file}")),
            words("./program"),
        ],
        "java" => vec![words(&format!("java {file}"))],
        other => unreachable!("{other}"),
    }
}

/// Runs it as `main` in a directory of its own, by the tool that is in this path: the one
/// that a sandbox finds.
pub(crate) fn run(
    language: &str,
    source: &Path,
    args: &[String],
    stdin: &[u8],
    path: &str,
) -> Ended {
    let directory = TempDir::new().unwrap();
    let stem = if language == "java" { "Main" } else { "main" };
    let ending = source.extension().unwrap().to_str().unwrap();
    let file = format!("{stem}.{ending}");
    std::fs::copy(source, directory.path().join(&file)).unwrap();
    let mut last = None;
    let commands = commands(language, &file);
    for (at, words) in commands.iter().enumerate() {
        let is_last = at + 1 == commands.len();
        // Signals that are ignored here are not to be there.
        let mut command = Command::new("env");
        command.arg("--default-signal").args(words);
        command.current_dir(directory.path());
        if is_last {
            command.args(args);
        }
        let output = feed(&mut command, if is_last { stdin } else { b"" }, path);
        let failed = !output.status.success();
        last = Some(output);
        if failed {
            break;
        }
    }
    let output = last.unwrap();
    Ended::new(
        code(&output),
        &output.stdout,
        &output.stderr,
        directory.path().to_str().unwrap(),
    )
}

fn feed(command: &mut Command, stdin: &[u8], path: &str) -> Output {
    // What is set on this machine is not to decide what is right.
    let kept = std::env::vars_os().filter(|(name, _)| name == "HOME");
    let path = format!("{path}:{}", std::env::var("PATH").unwrap());
    command.env_clear().envs(kept).env("LANG", "C.UTF-8");
    command.env("PATH", path);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let bytes = stdin.to_owned();
    let writing = std::thread::spawn(move || {
        // A program may end without having read it.
        let _ = std::io::Write::write_all(&mut input, &bytes);
    });
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    output
}

/// As a shell gives it.
fn code(output: &Output) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    let status = output.status;
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap())
}
