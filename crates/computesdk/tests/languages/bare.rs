//! A program by the language's own tool, outside of any sandbox.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// What came of a program, with the directory's name taken out of what it wrote.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Paths differ between one place and the other, and so do ids of processes.
    pub(crate) fn new(code: i32, stdout: &[u8], stderr: &[u8], directory: &str) -> Ended {
        let clean = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let text = text
                .replace(&format!("{directory}/"), "")
                .replace(directory, "");
            text.lines()
                .map(without_process)
                .collect::<Vec<_>>()
                .join("\n")
        };
        Ended {
            code,
            stdout: clean(stdout),
            stderr: clean(stderr),
        }
    }
}

/// `thread 'main' (123) panicked` names a thread by its number.
fn without_process(line: &str) -> String {
    match line.split_once(" (").zip(line.split_once(") panicked")) {
        Some(((before, _), (_, after))) => format!("{before} panicked{after}"),
        None => line.to_owned(),
    }
}

/// How a file of this name is run. Compiled languages have two commands.
fn commands(language: &str, file: &str) -> Vec<Vec<String>> {
    let words = |line: &str| line.split(' ').map(str::to_owned).collect();
    match language {
        "python" => vec![words(&format!("python3 {file}"))],
        "node" => vec![words(&format!("node {file}"))],
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
        other => unreachable!("{other} has no tool of its own"),
    }
}

/// Runs it as `main` in a directory of its own.
pub(crate) fn run(language: &str, source: &Path, args: &[String], stdin: &str) -> Ended {
    let directory = TempDir::new().unwrap();
    let stem = if language == "java" { "Main" } else { "main" };
    let ending = source.extension().unwrap().to_str().unwrap();
    let file = format!("{stem}.{ending}");
    std::fs::copy(source, directory.path().join(&file)).unwrap();
    let mut last = None;
    let commands = commands(language, &file);
    for (at, words) in commands.iter().enumerate() {
        let is_last = at + 1 == commands.len();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(directory.path());
        if is_last {
            command.args(args);
        }
        let output = feed(&mut command, if is_last { stdin } else { "" });
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

fn feed(command: &mut Command, stdin: &str) -> Output {
    // What is set on this machine is not to decide what is right.
    let kept = std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "HOME");
    command.env_clear().envs(kept).env("LANG", "C.UTF-8");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = stdin.to_owned();
    let writing = std::thread::spawn(move || {
        // A program may end without having read it.
        let _ = std::io::Write::write_all(&mut input, text.as_bytes());
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
