//! The programs of `programs/`, each with its arguments (`NAME.args`, one in a line) and
//! input (`NAME.stdin`) where it has some.

use std::fs;
use std::path::{Path, PathBuf};

use computesdk::{Sandbox, create_compute};

use crate::bare::{self, Ended};

/// All programs of a language, and what is expected of each.
async fn check(language: &str, expected: impl Fn(&Path, &[String], &str) -> Ended) {
    let sandbox = create_compute().unwrap().sandbox("local").await.unwrap();
    let mut wrong = Vec::new();
    for source in programs(language) {
        let beside = |ending| fs::read_to_string(source.with_extension(ending)).unwrap_or_default();
        let args: Vec<String> = beside("args").lines().map(str::to_owned).collect();
        let stdin = beside("stdin");
        let got = run(&sandbox, language, &source, &args, &stdin).await;
        let wanted = expected(&source, &args, &stdin);
        if got != wanted {
            wrong.push(format!(
                "{}:\n got {got:?}\nwant {wanted:?}",
                source.display()
            ));
        }
        let left = sandbox.exec("ls -A").await.unwrap();
        assert!(
            !left.stdout.contains("ain."),
            "{}: {left:?}",
            source.display()
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    sandbox.destroy().await.unwrap();
}

fn programs(language: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages/programs");
    let entries = fs::read_dir(directory.join(language)).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        let ending = path.extension().unwrap().to_str().unwrap();
        !["args", "stdin", "expected"].contains(&ending)
    });
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

async fn run(
    sandbox: &Sandbox,
    language: &str,
    source: &Path,
    args: &[String],
    stdin: &str,
) -> Ended {
    let code = fs::read_to_string(source).unwrap();
    let call = sandbox
        .run_code(language, code)
        .args(args)
        .input(stdin)
        .unchecked();
    match call.await {
        Ok(result) => Ended::new(
            result.exit_code,
            result.stdout.as_bytes(),
            result.stderr.as_bytes(),
            "/home/user",
        ),
        Err(error) => {
            let result = error.result().unwrap_or_else(|| panic!("{error}"));
            Ended::new(
                result.exit_code,
                result.stdout.as_bytes(),
                result.stderr.as_bytes(),
                "/home/user",
            )
        }
    }
}

/// Against the language's own tool.
async fn as_outside(language: &str) {
    check(language, |source, args, stdin| {
        bare::run(language, source, args, stdin)
    })
    .await;
}

#[tokio::test]
async fn python() {
    as_outside("python").await;
}

/// What needs no tool of its own to be run outside, but for the ending that tells it
/// what a file is.
#[tokio::test]
async fn node() {
    as_outside("node").await;
}

#[tokio::test]
async fn bash() {
    as_outside("bash").await;
}

#[tokio::test]
async fn go() {
    as_outside("go").await;
}

#[tokio::test]
async fn rust() {
    as_outside("rust").await;
}

#[tokio::test]
async fn java() {
    as_outside("java").await;
}

/// No tool for it comes with Node.js: what is expected stands beside each.
#[tokio::test]
async fn typescript() {
    check("typescript", |source, _, _| Ended {
        code: 0,
        stdout: fs::read_to_string(source.with_extension("expected"))
            .unwrap()
            .trim_end()
            .to_owned(),
        stderr: String::new(),
    })
    .await;
}
