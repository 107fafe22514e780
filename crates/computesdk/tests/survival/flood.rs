//! More output than any memory holds.

use std::time::{Duration, Instant};

use computesdk::Error;

use super::stage::play;
use super::world::{run, sandbox};

/// What `head` calls 10G.
const TEN_GIB: u64 = 10 << 30;

/// Most memory that a program may have had that reads a flood, in KiB.
const BOUND: u64 = 64 << 10;

#[test]
fn ten_gigabytes_arrive_to_the_byte() {
    run(async {
        let sandbox = sandbox().await;
        let exec = sandbox.exec_stream("yes | head -c 10G");
        let mut stream = exec.await.unwrap();
        let started = Instant::now();
        let mut got = 0;
        while let Some(chunk) = stream.stdout.next_chunk().await.unwrap() {
            got += chunk.len() as u64;
        }
        assert_eq!(got, TEN_GIB);
        stream.wait().await.unwrap();
        eprintln!("10 GiB streamed in {:?}", started.elapsed());
    });
}

#[test]
fn what_exceeds_the_limit_is_read_and_let_go() {
    play("drinker", "");
}

/// Collects a flood under a limit, in little memory.
pub(crate) fn drinker() {
    run(async {
        let sandbox = sandbox().await;
        let exec = sandbox.exec("yes | head -c 2G; echo last >&2");
        let result = exec.max_output_size(1 << 20).await.unwrap();
        assert!(result.truncated);
        assert_eq!(result.stdout.as_bytes().len(), 1 << 20);
        assert!(result.stdout.lines().all(|line| line == "y"));
        assert_eq!(result.stderr, "last\n");
    });
    let peak = peak_memory();
    assert!(peak < BOUND, "{peak} KiB");
}

#[test]
fn a_timeout_holds_while_output_pours() {
    run(async {
        let sandbox = sandbox().await;
        let timeout = Duration::from_millis(300);
        let exec = sandbox.exec("yes").timeout(timeout).max_output_size(1000);
        match exec.await {
            Err(Error::Timeout(error)) => {
                assert_eq!(error.result.stdout.as_bytes().len(), 1000);
                assert!(error.result.truncated);
            }
            other => panic!("{other:?}"),
        }
        super::world::all_gone(&sandbox, "yes").await;
    });
}

#[test]
fn a_timeout_holds_while_nobody_reads() {
    run(async {
        let sandbox = sandbox().await;
        let exec = sandbox.exec_stream("yes");
        let mut stream = exec.timeout(Duration::from_millis(300)).await.unwrap();
        let ended = stream.wait().await;
        assert!(matches!(ended, Err(Error::Timeout(_))), "{ended:?}");
        let first = stream.stdout.next_chunk().await.unwrap().unwrap();
        assert!(first.starts_with(b"y\ny\n"));
        super::world::all_gone(&sandbox, "yes").await;
    });
}

/// The most memory that this program ever had, in KiB.
pub(crate) fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}
