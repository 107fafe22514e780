//! Output and input while a command runs.

use std::time::Duration;

use computesdk::{Error, OutputStream, Signal, TerminalSize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::Fixture;
use crate::fixture::{appears, dies};

async fn all(stream: &mut OutputStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    bytes
}

pub async fn is_live_both_ways(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut stream = sandbox.exec_stream("cat; echo end >&2").await.unwrap();
    let mut stdin = stream.stdin.take().unwrap();
    for word in ["one", "two", "three"] {
        stdin.write_all(word.as_bytes()).await.unwrap();
        let mut answer = vec![0; word.len()];
        stream.stdout.read_exact(&mut answer).await.unwrap();
        assert_eq!(answer, word.as_bytes());
    }
    drop(stdin);
    assert_eq!(all(&mut stream.stdout).await, b"");
    assert_eq!(all(&mut stream.stderr).await, b"end\n");
    let result = stream.wait().await.unwrap();
    assert_eq!(result.exit_code, 0);
    assert_eq!(result.pid, Some(stream.pid()));
}

pub async fn keeps_order_and_loses_nothing(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let sent: String = (0..200_000).map(|number| format!("{number}\n")).collect();
    let exec = sandbox.exec_stream("cat").input(sent.as_str());
    let mut stream = exec.await.unwrap();
    let mut got = Vec::new();
    while let Some(chunk) = stream.stdout.next_chunk().await.unwrap() {
        got.extend_from_slice(&chunk);
    }
    assert!(got == sent.as_bytes());
    stream.wait().await.unwrap();
}

pub async fn a_slow_reader_slows_the_writer(fixture: Fixture) {
    const SIZE: usize = 16 << 20;
    let sandbox = fixture.sandbox().await;
    let line = format!("head -c {SIZE} /dev/zero; echo > finished");
    let mut stream = sandbox.exec_stream(line).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(sandbox.read_file("finished").await.is_err());
    assert_eq!(all(&mut stream.stdout).await.len(), SIZE);
    stream.wait().await.unwrap();
    assert!(sandbox.read_file("finished").await.is_ok());
}

pub async fn can_be_read_after_the_end(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut stream = sandbox.exec_stream("echo out; echo err >&2").await.unwrap();
    stream.wait().await.unwrap();
    assert_eq!(all(&mut stream.stdout).await, b"out\n");
    assert_eq!(all(&mut stream.stderr).await, b"err\n");
}

pub async fn goes_on_after_a_read_without_room(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut stream = sandbox.exec_stream("echo out; cat").await.unwrap();
    assert_eq!(stream.stdout.read(&mut []).await.unwrap(), 0);
    stream.stdin = None;
    stream.wait().await.unwrap();
    assert_eq!(stream.stdout.read(&mut []).await.unwrap(), 0);
    assert_eq!(all(&mut stream.stdout).await, b"out\n");
}

pub async fn takes_an_input(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut stream = sandbox.exec_stream("cat").input("given").await.unwrap();
    assert!(stream.stdin.is_none());
    assert_eq!(all(&mut stream.stdout).await, b"given");
    stream.wait().await.unwrap();
}

pub async fn kill_ends_it(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut stream = sandbox.exec_stream("sleep 1000").await.unwrap();
    stream.kill(Signal::TERM).await.unwrap();
    match stream.wait().await {
        Err(Error::Execution(error)) => assert_eq!(error.result.signal, Some(Signal::TERM)),
        other => panic!("{other:?}"),
    }
    stream.kill(Signal::TERM).await.unwrap();
}

pub async fn dropping_kills(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let line = "echo $$ > self; sleep 1000";
    let stream = sandbox.exec_stream(line).await.unwrap();
    let pid = appears(&sandbox, "self").await;
    drop(stream);
    dies(&sandbox, &pid).await;
}

pub async fn a_timeout_needs_nobody_to_wait(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let exec = sandbox.exec_stream("sleep 1000");
    let mut stream = exec.timeout(Duration::from_millis(200)).await.unwrap();
    assert_eq!(all(&mut stream.stdout).await, b"");
    let ended = stream.wait().await;
    assert!(matches!(ended, Err(Error::Timeout(_))), "{ended:?}");
}

pub async fn waiting_twice_tells_the_same(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let exec = sandbox.exec_stream("exit 4").unchecked();
    let mut stream = exec.await.unwrap();
    let first = stream.wait().await.unwrap();
    assert_eq!(first.exit_code, 4);
    assert_eq!(stream.wait().await.unwrap(), first);
}

pub async fn a_terminal_is_one(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let size = TerminalSize {
        columns: 80,
        rows: 24,
    };
    let line = "test -t 0 && test -t 1 && test -t 2 && echo yes";
    match sandbox.exec(line).terminal(size).await {
        Ok(result) => assert_eq!(result.stdout.trim_end(), "yes"),
        Err(Error::Unsupported(error)) => assert_eq!(error.provider, fixture.name()),
        Err(other) => panic!("{other}"),
    }
}
