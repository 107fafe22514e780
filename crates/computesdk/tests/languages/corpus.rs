//! The programs of `programs/`, each with its arguments (`NAME.args`, one in a line) and
//! input (`NAME.stdin`) where it has some.
//!
//! What the language's own tool cannot run (TypeScript; Go without a package) has what is
//! expected beside it: `NAME.stdout`, `NAME.stderr` and `NAME.code`, or `NAME.same.ENDING`,
//! a program that writes the same. What is known not to do as it should has a `NAME.bug`
//! that says what is wrong; it is an error once it does.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use computesdk::{Sandbox, create_compute};

use crate::bare;
use crate::ended::{Ended, Written, difference};
use crate::kept::Cached;

/// The longest that a busy machine may take to compile all programs of a language.
const PATIENCE: Duration = Duration::from_secs(300);

/// Languages whose interpreter is started quickly enough to wait for each of them. Their
/// programs run twice: by one that was started for them, and by one that waited.
const CAN_WAIT: [&str; 3] = ["python", "node", "typescript"];

/// A program, and what it is given.
#[derive(Clone)]
struct Case {
    language: &'static str,
    source: PathBuf,
    args: Vec<String>,
    stdin: Vec<u8>,
}

impl Case {
    fn beside(&self, ending: &str) -> Option<Vec<u8>> {
        fs::read(self.source.with_extension(ending)).ok()
    }

    /// By the language's own tool, or as it stands beside the program.
    fn expected(&self, path: &str) -> Ended {
        let same = self.source.with_extension("same.cjs");
        let source = match same.exists() {
            true => &same,
            false => &self.source,
        };
        let Some(stdout) = self.beside("stdout") else {
            return bare::run(self.language, source, &self.args, &self.stdin, path);
        };
        let code = self.beside("code").map(String::from_utf8);
        Ended {
            code: code.map_or(0, |text| text.unwrap().trim().parse().unwrap()),
            stdout: Written(stdout),
            stderr: Written(self.beside("stderr").unwrap_or_default()),
        }
    }

    async fn run(&self, sandbox: &Sandbox, standby: bool) -> Ended {
        let code = fs::read_to_string(&self.source).unwrap();
        let call = sandbox
            .run_code(self.language, code)
            .args(&self.args)
            .input(self.stdin.clone())
            .standby(standby)
            .unchecked();
        let ended = call.await;
        let result = ended
            .as_ref()
            .or_else(|error| error.result().ok_or(error))
            .unwrap_or_else(|error| panic!("{}: {error}", self.source.display()));
        assert!(!result.truncated, "{}", self.source.display());
        let ended = Ended::new(
            result.exit_code,
            result.stdout.as_bytes(),
            result.stderr.as_bytes(),
            "/home/user",
        );
        match self.beside("stdout") {
            // Node.js says more of itself, in each version something else.
            Some(_) => ended.without_node(),
            None => ended,
        }
    }
}

/// All programs of a language, in one sandbox; what is expected is found out meanwhile.
async fn check(language: &'static str) {
    let sandbox = create_compute().unwrap().sandbox("local").await.unwrap();
    let path = sandbox.exec("printf %s \"$PATH\"").await.unwrap().stdout;
    let path = path.to_string();
    let mut wrong = Vec::new();
    for case in cases(language) {
        let name = case.source.display().to_string();
        let (outside, path) = (case.clone(), path.clone());
        let outside = tokio::task::spawn_blocking(move || outside.expected(&path));
        let got = case.run(&sandbox, false).await;
        let wanted = outside.await.unwrap();
        match (got == wanted, case.beside("bug").is_some()) {
            (true, false) | (false, true) => {}
            (false, false) => wrong.push(format!("{name}: {}", difference(&got, &wanted))),
            (true, true) => wrong.push(format!("{name} is as it should be: its .bug can go")),
        }
        if CAN_WAIT.contains(&language) {
            sandbox.warm(language).await.unwrap();
            let warm = case.run(&sandbox, true).await;
            if warm != got {
                wrong.push(format!("{name}, warm: {}", difference(&warm, &got)));
            }
        }
        // What tools keep for themselves begins with a dot.
        let left = sandbox.exec("ls").await.unwrap();
        if !["", "__pycache__\n"].contains(&left.stdout.as_str()) {
            wrong.push(format!("{name} left {}", left.stdout));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    sandbox.destroy().await.unwrap();
}

fn cases(language: &'static str) -> Vec<Case> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages/programs");
    let mut found = Vec::new();
    search(&directory.join(language), &mut found);
    found.sort();
    assert!(found.len() >= 40, "{language}: {}", found.len());
    let case = |source: PathBuf| {
        let args = fs::read_to_string(source.with_extension("args")).unwrap_or_default();
        Case {
            language,
            args: args.lines().map(str::to_owned).collect(),
            stdin: fs::read(source.with_extension("stdin")).unwrap_or_default(),
            source,
        }
    };
    found.into_iter().map(case).collect()
}

/// All programs under a directory.
fn search(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let (_, ending) = name.split_once('.').unwrap_or_default();
        if path.is_dir() {
            search(&path, found);
        } else if ["py", "cjs", "mjs", "ts", "sh", "go", "rs", "java"].contains(&ending) {
            found.push(path);
        }
    }
}

#[tokio::test]
async fn python() {
    check("python").await;
}

#[tokio::test]
async fn node() {
    check("node").await;
}

#[tokio::test]
async fn typescript() {
    check("typescript").await;
}

#[tokio::test]
async fn bash() {
    check("bash").await;
}

#[tokio::test]
async fn go() {
    check("go").await;
}

#[tokio::test]
async fn rust() {
    check("rust").await;
}

#[tokio::test]
async fn java() {
    check("java").await;
}

/// What was compiled once does as what is compiled each time, which is held against the bare
/// tool above.
async fn check_kept(language: &'static str, least: usize) {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    let cases = cases(language);
    let mut first = Vec::new();
    for case in &cases {
        first.push(case.run(&sandbox, false).await);
        case.run(&sandbox, false).await;
    }
    // Java's are made where nobody waits for it.
    let began = Instant::now();
    while cached.programs().len() < least {
        let kept = cached.programs().len();
        assert!(began.elapsed() < PATIENCE, "{kept} of {least} are kept");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut wrong = Vec::new();
    for (case, first) in cases.iter().zip(&first) {
        let (mut kept, mut first) = (case.run(&sandbox, false).await, first.clone());
        if language == "java" {
            (kept, first) = (kept.without_launcher(), first.without_launcher());
        }
        if kept != first {
            let name = case.source.display();
            wrong.push(format!("{name}: {}", difference(&kept, &first)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    sandbox.destroy().await.unwrap();
}

#[tokio::test]
async fn kept_go() {
    check_kept("go", 40).await;
}

#[tokio::test]
async fn kept_rust() {
    check_kept("rust", 40).await;
}

#[tokio::test]
async fn kept_java() {
    check_kept("java", 40).await;
}
