//! Programs in trouble that use the library.

use std::fs::File;
use std::future::poll_fn;
use std::hint::black_box;
use std::process::Command;
use std::task::Poll;
use std::time::{Duration, Instant};

use computesdk::{Error, ResourceKind, Result, Sandbox};
use rustix::process::{Resource, Rlimit, Signal, getpid, getrlimit, kill_process, setrlimit};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::stage::play;
use super::world::{compute, run, sandbox, text, text_with_room};

const GIB: usize = 1 << 30;

#[test]
fn one_with_a_gibibyte_of_memory() {
    let said = play("large", "");
    let line = said.lines().find(|line| line.contains("median"));
    eprintln!("{}", line.unwrap());
}

/// Forking it would copy the tables of all these pages, for each command.
#[allow(clippy::print_stdout, reason = "the figure is for whoever runs it")]
pub(crate) fn large() {
    let memory = vec![1u8; GIB];
    run(async {
        let compute = compute();
        let started = Instant::now();
        let sandbox = compute.sandbox("local").await.unwrap();
        let first = started.elapsed();
        let mut times = Vec::new();
        for _ in 0..50 {
            let started = Instant::now();
            sandbox.exec(("true", [""; 0])).await.unwrap();
            times.push(started.elapsed());
        }
        times.sort();
        println!(
            "with 1 GiB: first create {first:?}, exec median {:?}",
            times[25]
        );
    });
    assert_eq!(black_box(memory).len(), GIB);
}

/// An answer within a time in which only a hang does not answer.
async fn answer<T>(call: impl IntoFuture<Output = Result<T>>) -> Result<T> {
    let answered = timeout(Duration::from_secs(60), call).await;
    answered.expect("neither a result nor an error")
}

/// A call near the limit works or says what ran out and what to do.
fn works_or_says_why<T>(call: &Result<T>) -> bool {
    match call {
        Ok(_) => true,
        Err(Error::ResourceExhausted(error)) => {
            assert_eq!(error.kind, ResourceKind::Descriptors, "{error}");
            assert!(!error.hints.is_empty(), "{error}");
            false
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn one_without_free_descriptors() {
    play("short of descriptors", "");
}

/// Takes descriptors until only a few are left, then one more of those each time.
pub(crate) fn short_of_descriptors() {
    run(async {
        let (compute, sandbox) = (compute(), sandbox().await);
        text(&sandbox, "true").await;
        limit_descriptors(100);
        let mut failed = [0; 3];
        for free in 0..24 {
            let taken = take_all_but(free);
            let created = answer(compute.sandbox("local").into_future()).await;
            failed[0] += usize::from(!works_or_says_why(&created));
            let ran = answer(sandbox.exec("echo $((1 + 1))").into_future()).await;
            failed[1] += usize::from(!works_or_says_why(&ran));
            assert!(ran.is_err() || ran.is_ok_and(|result| result.stdout == "2\n"));
            let read = answer(sandbox.read_file("/etc/passwd")).await;
            failed[2] += usize::from(!works_or_says_why(&read));
            drop((created, taken));
            // All is well again, at once.
            assert_eq!(text(&sandbox, "echo again").await, "again");
            let other = compute.sandbox("local").await.unwrap();
            assert_eq!(text(&other, "echo new").await, "new");
            other.destroy().await.unwrap();
        }
        // With none free not everything can work; with many, everything does.
        let total: usize = failed.iter().sum();
        assert!(
            total > 0 && failed.iter().all(|count| *count < 24),
            "{failed:?}"
        );
    });
}

#[test]
fn one_with_few_descriptors_and_many_commands() {
    play("few descriptors", "");
}

/// A crowd that cannot fit: some get through, the others are told why.
pub(crate) fn few_descriptors() {
    limit_descriptors(40);
    run(async {
        let sandbox = sandbox().await;
        let mut commands = JoinSet::new();
        for _ in 0..60 {
            commands.spawn(attempt(sandbox.clone()));
        }
        let through = commands.join_all().await;
        let through = through.into_iter().filter(|passed| *passed).count();
        assert!(through < 60, "all got through");
        assert_eq!(text_with_room(&sandbox, "echo again").await, "again");
        for _ in 0..10 {
            assert_eq!(text(&sandbox, "echo again").await, "again");
        }
        assert_eq!(text(&sandbox, "pgrep -c sleep || true").await, "0");
    });
}

#[test]
fn one_that_stands_still_for_a_while() {
    play("stopped", "");
}

/// Answers pile up while the program is stopped, more than may be under way.
pub(crate) fn stopped() {
    limit_descriptors(100);
    run(async {
        let sandbox = sandbox().await;
        let mut calls = Vec::new();
        for _ in 0..300 {
            let mut call = Box::pin(answer(sandbox.exec(("true", [""; 0])).into_future()));
            // The request is on its way once the call has been looked at.
            match poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await {
                Poll::Ready(early) => drop(works_or_says_why(&early)),
                Poll::Pending => calls.push(call),
            }
        }
        let wake = format!("sleep 1; kill -CONT {}", std::process::id());
        let mut alarm = Command::new("sh").args(["-c", &wake]).spawn().unwrap();
        kill_process(getpid(), Signal::STOP).unwrap();
        alarm.wait().unwrap();

        for call in calls {
            works_or_says_why(&call.await);
        }
        assert_eq!(text_with_room(&sandbox, "echo again").await, "again");
    });
}

#[test]
fn one_with_few_descriptors_and_many_sandboxes() {
    play("many sandboxes", "");
}

/// A limit that is enough for the program must be enough for the engine.
pub(crate) fn many_sandboxes() {
    limit_descriptors_softly(200);
    run(async {
        let compute = compute();
        let mut sandboxes = Vec::new();
        for _ in 0..100 {
            sandboxes.push(compute.sandbox("local").await.unwrap());
        }
        for sandbox in &sandboxes {
            assert_eq!(text(sandbox, "echo here").await, "here");
        }
    });
}

async fn attempt(sandbox: Sandbox) -> bool {
    works_or_says_why(&answer(sandbox.exec("sleep 0.5").into_future()).await)
}

/// As `ulimit -Sn` does it: what a program starts may raise it again.
fn limit_descriptors_softly(most: u64) {
    let limit = Rlimit {
        current: Some(most),
        ..getrlimit(Resource::Nofile)
    };
    setrlimit(Resource::Nofile, limit).unwrap();
}

/// As `ulimit -n` does it: for good.
pub(crate) fn limit_descriptors(most: u64) {
    let limit = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    setrlimit(Resource::Nofile, limit).unwrap();
}

/// Opens files until only so many more can be opened.
pub(crate) fn take_all_but(free: usize) -> Vec<File> {
    let most = getrlimit(Resource::Nofile).current.unwrap();
    let mut taken = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        taken.push(file);
    }
    assert!(taken.len() as u64 <= most);
    taken.truncate(taken.len() - free);
    taken
}
