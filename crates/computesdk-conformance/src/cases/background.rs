//! Commands that are left running.

use std::time::Duration;

use computesdk::{Error, Signal};
use tokio::time::sleep;

use crate::Fixture;
use crate::fixture::{appears, dies};

pub async fn lives_on_without_its_handle(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let process = sandbox.start_background("sleep 1020").await.unwrap();
    assert!(process.is_alive());
    assert!(
        process
            .info()
            .await
            .unwrap()
            .command()
            .contains("sleep 1020")
    );
    let pid = process.pid();
    drop(process);
    sleep(Duration::from_millis(50)).await;
    let processes = sandbox.ps().await.unwrap();
    assert!(processes.iter().any(|process| process.pid == pid));
}

pub async fn ends_with_its_sandbox(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let process = sandbox.start_background("sleep 1021").await.unwrap();
    sandbox.destroy().await.unwrap();
    assert!(process.wait().await.is_err());
    assert!(!process.is_alive());
}

pub async fn does_not_keep_the_sandbox(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let line = "echo ready; sleep 1022";
    let process = sandbox.start_background(line).await.unwrap();
    let mut output = process.follow_stdout();
    assert_eq!(output.next().await.unwrap(), "ready\n");
    drop((process, sandbox));
    assert_eq!(output.next().await, None);
}

pub async fn is_written_to_and_followed(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let process = sandbox.start_background("cat; echo end >&2").await.unwrap();
    let mut output = process.follow_stdout();
    for word in ["one", "two"] {
        process.write(word).await.unwrap();
        assert_eq!(output.next().await.unwrap(), word);
    }
    assert_eq!(process.stdout(), "onetwo");
    process.close_stdin().await;
    let result = process.wait().await.unwrap();
    assert_eq!((&*result.stdout, &*result.stderr), ("onetwo", "end\n"));
    assert_eq!(process.wait().await.unwrap().exit_code, 0);
    assert_eq!(output.next().await, None);
    assert_eq!(process.follow_stderr().next().await.unwrap(), "end\n");
    assert!(process.write("more").await.is_err());
    match process.info().await {
        Err(Error::NotFound(error)) => assert_eq!(error.name, process.pid().to_string()),
        other => panic!("{other:?}"),
    }
}

pub async fn keeps_the_latest_output(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let start = sandbox.start_background("cat").max_output_size(10);
    let process = start.input("0123456789abcdef").await.unwrap();
    let result = process.wait().await.unwrap();
    assert_eq!((&*result.stdout, result.truncated), ("6789abcdef", true));
    let mut output = process.follow_stdout();
    assert_eq!(output.next().await.unwrap(), "6789abcdef");
    assert_eq!(output.missed(), 6);
}

pub async fn is_killed_with_all_it_started(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let line = "sleep 1023 & echo $! > child; sleep 1024";
    let process = sandbox.start_background(line).await.unwrap();
    let child = appears(&sandbox, "child").await;
    process.kill().await.unwrap();
    assert!(!process.is_alive());
    dies(&sandbox, &child).await;
    match process.wait().await {
        Err(Error::Execution(error)) => assert_eq!(error.result.signal, Some(Signal::KILL)),
        other => panic!("{other:?}"),
    }
    process.kill().await.unwrap();
}

pub async fn a_timeout_needs_no_handle(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let start = sandbox.start_background("echo $$ > self; sleep 1025");
    drop(start.timeout(Duration::from_millis(200)).await.unwrap());
    let pid = appears(&sandbox, "self").await;
    dies(&sandbox, &pid).await;
}
