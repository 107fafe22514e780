//! The processes that serve files, in trouble.

use std::time::Duration;

use computesdk::{Error, Sandbox};
use tokio::time::Instant;

use crate::world::{run, sandbox};

/// Kills, or stops, all that can be reached from inside, all the time.
async fn storm(sandbox: &Sandbox, signal: &str) -> computesdk::ExecStream {
    let script = format!(
        "import os, signal
print('ready')
me = os.getpid()
while True:
    for pid in filter(str.isdigit, os.listdir('/proc')):
        if int(pid) not in (1, me):
            try: os.kill(int(pid), signal.{signal})
            except OSError: pass"
    );
    let command = ("python3", ["-u", "-c", &*script]);
    let mut stream = sandbox.exec_stream(command).await.unwrap();
    let first = stream.stdout.next_chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"ready"), "{first:?}");
    stream
}

/// Where ids are apart nothing inside can signal a server. With a single id it can:
/// then a call may fail, but none may wait for ever.
#[test]
fn a_storm_of_signals_holds_no_call_up() {
    run(async {
        for signal in ["SIGKILL", "SIGSTOP"] {
            let sandbox = sandbox().await;
            sandbox.write_file("file", "1").await.unwrap();
            let root = sandbox.stat("/root").await.unwrap();
            let apart = root.uid != sandbox.stat("/home/user").await.unwrap().uid;
            let storm = storm(&sandbox, signal).await;
            let until = Instant::now() + Duration::from_secs(1);
            while Instant::now() < until {
                match sandbox.read_text("file").await {
                    Ok(text) => assert_eq!(text, "1"),
                    Err(Error::Engine(error)) => assert!(!apart, "{signal}: {error}"),
                    Err(other) => panic!("{other:?}"),
                }
            }
            drop(storm);
            // Whoever was killed last is noticed once.
            let mut calm = sandbox.read_text("file").await;
            for _ in 0..100 {
                if calm.is_ok() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
                calm = sandbox.read_text("file").await;
            }
            assert_eq!(calm.unwrap(), "1");
        }
    });
}

/// What was asked for ends when nobody waits for it any more.
#[test]
fn a_dropped_call_ends_its_work() {
    run(async {
        let sandbox = sandbox().await;
        let fill = "mkdir tree; cd tree; seq 20000 | xargs touch";
        sandbox.exec(fill).await.unwrap();
        let copy = sandbox.copy("tree", "copy").into_future();
        let early = tokio::time::timeout(Duration::from_millis(5), copy).await;
        assert!(early.is_err(), "the copy was quicker than that");
        let mut before = usize::MAX;
        loop {
            let now = match sandbox.list("copy").await {
                Ok(entries) => entries.len(),
                Err(Error::NotFound(_)) => 0,
                Err(error) => panic!("{error:?}"),
            };
            if now == before {
                break;
            }
            before = now;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(before < 20_000, "the copy went on");
    });
}

/// They are the engine's own: no list shows them, no limit of a command holds them.
#[test]
fn they_are_none_of_the_sandboxes_processes() {
    run(async {
        let sandbox = sandbox().await;
        sandbox.write_file("file", "1").await.unwrap();
        let watch = sandbox.watch("file").await.unwrap();
        assert_eq!(sandbox.ps().await.unwrap(), []);
        let nobody = sandbox.killall("compute").await.unwrap();
        assert_eq!(nobody, []);
        drop(watch);
    });
}
