//! Large arguments and environments.

use computesdk::{Error, Result};

use super::world::{run, sandbox, text};

/// The kernel takes no longer single string than 128 KiB.
const PIECE: usize = 64 << 10;

/// Strings that differ, this many bytes together.
fn pieces(total: usize) -> impl Iterator<Item = String> {
    (0..total / PIECE).map(|number| format!("{number:08}").repeat(PIECE / 8))
}

fn refused<T: std::fmt::Debug>(call: Result<T>) {
    match call {
        Err(Error::InvalidArgument(error)) => {
            assert!(error.to_string().contains("larger than the kernel takes"));
            assert!(!error.hints.is_empty());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mebibyte_of_arguments_arrives() {
    run(async {
        let sandbox = sandbox().await;
        let args = pieces(1 << 20);
        let result = sandbox.exec(("printf", ["%s".to_owned()].into_iter().chain(args)));
        let sent: String = pieces(1 << 20).collect();
        assert!(result.await.unwrap().stdout == *sent);
    });
}

#[test]
fn a_mebibyte_of_environment_arrives() {
    run(async {
        let sandbox = sandbox().await;
        let variables = pieces(1 << 20).enumerate();
        let variables = variables.map(|(number, value)| (format!("V{number}"), value));
        let exec = sandbox.exec("env | grep ^V | wc -c").envs(variables);
        let length: usize = (0..16).map(|n| format!("V{n}=\n").len() + PIECE).sum();
        assert_eq!(exec.await.unwrap().stdout.trim_end(), length.to_string());
    });
}

#[test]
fn three_mebibytes_are_refused() {
    run(async {
        let sandbox = sandbox().await;
        refused(sandbox.exec(("true", pieces(3 << 20))).await);
        refused(sandbox.exec(("true", ["x".repeat(3 << 20)])).await);
        refused(sandbox.exec("true").env("V", "x".repeat(3 << 20)).await);
        refused(sandbox.exec(format!("true {}", "x".repeat(3 << 20))).await);
        assert_eq!(text(&sandbox, "echo fine").await, "fine");
    });
}
