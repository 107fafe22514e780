//! Running files.

use computesdk::{Errno, Error, ExecResult, ResourceKind, Result};

use tokio::io::AsyncReadExt;

use crate::Fixture;

fn invalid(refused: Result<ExecResult>) -> String {
    match refused {
        Err(Error::InvalidArgument(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

fn missing(refused: Result<ExecResult>) -> (ResourceKind, String) {
    match refused {
        Err(Error::NotFound(error)) => (error.kind, error.name),
        other => panic!("{other:?}"),
    }
}

pub async fn run_by_extension(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("a.sh", "echo $1-$2").await.unwrap();
    let result = sandbox.run("a.sh").args(["x y", "z"]).await.unwrap();
    assert_eq!(result.stdout, "x y-z\n");
}

pub async fn run_by_their_first_line(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for line in ["#!/bin/sh", "#!/usr/bin/env sh", "#! /bin/sh"] {
        let script = format!("{line}\necho ran $1\n");
        sandbox.write_file("script", script).await.unwrap();
        let result = sandbox.run("script").args(["so"]).await.unwrap();
        assert_eq!(result.stdout, "ran so\n");
    }
}

pub async fn run_by_the_interpreter_named(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("notes.txt", "text\n").await.unwrap();
    let result = sandbox.run("notes.txt").interpreter("cat").await;
    assert_eq!(result.unwrap().stdout, "text\n");
}

pub async fn run_with_their_streams(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("a.sh", "cat; echo $1").await.unwrap();
    let run = sandbox.run_stream("a.sh").args(["end"]).input("in ");
    let mut stream = run.await.unwrap();
    let mut text = String::new();
    stream.stdout.read_to_string(&mut text).await.unwrap();
    assert_eq!(text, "in end\n");
    stream.wait().await.unwrap();
}

pub async fn fail_with_their_result(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("a.sh", "echo no; exit 9").await.unwrap();
    match sandbox.run("a.sh").await {
        Err(Error::Execution(error)) => {
            assert_eq!(error.result.exit_code, 9);
            assert_eq!(error.result.stdout, "no\n");
        }
        other => panic!("{other:?}"),
    }
}

pub async fn start_in_their_directory(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("app/a.sh", "pwd -P").await.unwrap();
    let result = sandbox.run("a.sh").cwd("app").await.unwrap();
    assert_eq!(result.stdout, "/home/user/app\n");
}

pub async fn a_missing_file_is_not_found(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let (kind, name) = missing(sandbox.run("nothing.sh").await);
    assert_eq!(kind, ResourceKind::File);
    assert_eq!(name, "/home/user/nothing.sh");
}

pub async fn a_directory_is_invalid(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("dir.sh/file", "").await.unwrap();
    match sandbox.run("dir.sh").await {
        Err(Error::File(error)) => {
            let path = "/home/user/dir.sh".as_ref();
            assert_eq!((error.errno, &*error.path), (Errno::EISDIR, path));
        }
        other => panic!("{other:?}"),
    }
}

pub async fn an_unknown_kind_is_invalid(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for (file, expect) in [("a.unknown", ".unknown"), ("plain", "no extension")] {
        sandbox.write_file(file, "text").await.unwrap();
        let told = invalid(sandbox.run(file).await);
        assert!(told.contains(expect), "{told}");
    }
}

pub async fn a_missing_interpreter_is_not_found(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for (line, expect) in [
        ("#!/usr/bin/env no-such-language", "no-such-language"),
        ("#!/no/such/language", "/no/such/language"),
    ] {
        sandbox.write_file("script", line).await.unwrap();
        let (kind, name) = missing(sandbox.run("script").await);
        assert_eq!(kind, ResourceKind::Interpreter);
        assert_eq!(name, expect);
    }
}
