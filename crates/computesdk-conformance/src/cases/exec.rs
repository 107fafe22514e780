//! Running a command and learning how it ended.

use std::time::Duration;

use computesdk::{Error, ResourceKind, Signal};
use tokio::task::JoinSet;

use crate::Fixture;

pub async fn exit_codes(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for code in [0, 1, 42, 255] {
        let result = sandbox.exec(format!("exit {code}")).unchecked().await;
        let result = result.unwrap();
        assert_eq!(result.exit_code, code);
        assert_eq!(result.success(), code == 0);
        assert_eq!(result.signal, None);
    }
}

pub async fn a_failure_carries_the_result(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let failed = sandbox.exec("echo out; echo err >&2; exit 3").await;
    let Err(Error::Execution(error)) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(error.result.exit_code, 3);
    assert_eq!(error.result.stdout, "out\n");
    assert_eq!(error.result.stderr, "err\n");
    let message = "`echo out; echo err >&2; exit 3` exited with code 3: err";
    assert_eq!(error.to_string(), message);
}

pub async fn streams_are_apart(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let result = sandbox.exec("echo out; echo err >&2; echo more").await;
    let result = result.unwrap();
    assert_eq!(result.stdout, "out\nmore\n");
    assert_eq!(result.stderr, "err\n");
}

pub async fn words_are_not_interpreted(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let words = ["$HOME", "a  b", "; exit 1", "'\"", ""];
    let result = sandbox.exec(("echo", words)).await.unwrap();
    assert_eq!(result.stdout, "$HOME a  b ; exit 1 '\" \n");
}

pub async fn an_unknown_command_is_127(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let result = sandbox.exec("no-such-command").unchecked().await.unwrap();
    assert_eq!(result.exit_code, 127);
    assert!(result.stderr.contains("no-such-command"), "{result:?}");
}

pub async fn a_missing_program_is_not_found(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for program in ["no-such-program", "/no/such/program"] {
        match sandbox.exec((program, ["x"])).await {
            Err(Error::NotFound(error)) => {
                assert_eq!(error.kind, ResourceKind::Program);
                assert_eq!(error.name, program);
            }
            other => panic!("{other:?}"),
        }
    }
}

pub async fn a_program_without_a_name_is_invalid(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    match sandbox.exec(("", ["argument"])).await {
        Err(Error::InvalidArgument(error)) => assert_eq!(error.argument, "program name"),
        other => panic!("{other:?}"),
    }
}

pub async fn a_file_without_the_right_bit_is_invalid(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("data", "#!/bin/sh\n").await.unwrap();
    let refused = sandbox.exec(("/home/user/data", ["x"])).await;
    assert!(
        matches!(refused, Err(Error::InvalidArgument(_))),
        "{refused:?}"
    );
}

pub async fn death_by_a_signal_is_told(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for (name, signal) in [("TERM", Signal::TERM), ("KILL", Signal::KILL)] {
        let result = sandbox.exec(format!("kill -{name} $$; sleep 1000"));
        let result = result.unchecked().await.unwrap();
        assert_eq!(result.signal, Some(signal));
        assert_eq!(result.exit_code, 128 + signal.number());
        assert!(!result.oom_killed);
    }
}

pub async fn the_result_tells_pid_and_time(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let result = sandbox.exec("echo $$; sleep 0.05").await.unwrap();
    let pid: u32 = result.stdout.trim().parse().unwrap();
    assert_eq!(result.pid, Some(pid));
    assert!(result.execution_time >= Duration::from_millis(50));
}

pub async fn many_at_once(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut running = JoinSet::new();
    for number in 0..50 {
        let exec = sandbox.exec(format!("echo {number}"));
        running.spawn(async move { (number, exec.await) });
    }
    while let Some(done) = running.join_next().await {
        let (number, result) = done.unwrap();
        assert_eq!(result.unwrap().stdout, format!("{number}\n").as_str());
    }
}
