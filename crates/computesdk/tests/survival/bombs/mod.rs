//! Bombs: programs that take all they can get of one thing. Each ends as the right
//! outcome, and neither the host nor a neighbour notices.

mod descriptors;
mod directories;
mod disk;
mod forks;
mod memory;
mod output;
mod processors;
mod scarcity;
mod signals;
mod sockets;
mod threads;
mod zombies;

use std::pin::pin;
use std::process::Command;
use std::time::{Duration, Instant};

use computesdk::{
    Compute, ExecResult, ExecStream, LimitKind, Sandbox, SandboxBuilder, SandboxInfo,
};
use tokio::time::sleep;

use crate::limits::{assert_usable, is_of_group, python};
use crate::world::{compute, text_with_room};

const MIB: u64 = 1 << 20;

/// What a bomb's sandbox gets of the processors, where something can hold it to
/// that: other tests run at the same time.
const CPUS: f64 = 0.5;

/// Between two looks at the others, which are no load worth mention then.
const PAUSE: Duration = Duration::from_millis(50);

/// A sandbox that a bomb goes off in, and its neighbour of the same program.
struct Scene {
    compute: Compute,
    loud: Sandbox,
    quiet: Sandbox,
    /// Runs in the neighbour from before the bomb until after it.
    worker: ExecStream,
    /// How long it took to make a sandbox before the bomb.
    before: Duration,
}

impl Scene {
    /// With these limits for the bomb.
    async fn set(limits: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Scene {
        let compute = compute();
        let quiet = compute.sandbox("local").await.unwrap();
        let worker = quiet.exec_stream("cat; echo done").await.unwrap();
        let builder = compute.sandbox("local").cpus(CPUS).memory(128 * MIB);
        let loud = limits(builder).await.unwrap();
        Scene {
            before: time_to_make(&compute).await,
            compute,
            loud,
            quiet,
            worker,
        }
    }

    /// Waits for the end of a bomb, while the neighbour and the host answer again
    /// and again, and once more when it has ended.
    async fn outlast<T>(&self, bomb: impl IntoFuture<Output = T>) -> T {
        let mut bomb = pin!(bomb.into_future());
        let ended = loop {
            tokio::select! {
                ended = &mut bomb => break ended,
                () = async {
                    self.others_answer().await;
                    sleep(PAUSE).await;
                } => {}
            }
        };
        self.others_answer().await;
        ended
    }

    /// As [`outlast`](Scene::outlast) a program in Python, whatever comes of it; what
    /// it leaves running is killed.
    async fn outlast_python(&self, program: &str) -> ExecResult {
        let exec = self.loud.exec(("python3", ["-c", program])).unchecked();
        self.outlast(exec.kill_stragglers(true)).await.unwrap()
    }

    /// That the neighbour runs commands, the host programs, and the engine tells of
    /// the bomb's sandbox.
    async fn others_answer(&self) {
        let answer = self.quiet.exec("echo here").await.unwrap();
        assert_eq!(answer.stdout, "here\n");
        let host = tokio::task::spawn_blocking(|| Command::new("true").status());
        assert!(host.await.unwrap().unwrap().success());
        let _: SandboxInfo = self.loud.info().await.unwrap();
        self.loud.ps().await.unwrap();
    }

    /// Whether a group holds the bomb's sandbox to this limit; says so where not.
    async fn holds(&self, kind: LimitKind) -> bool {
        let holds = is_of_group(&self.loud, kind).await;
        if !holds {
            eprintln!("no group limits {kind:?} here: the bomb is let off small");
        }
        holds
    }

    /// That nothing is left of the bomb, its sandbox can be used and another made,
    /// and what the neighbour was at all the time comes to its end.
    async fn assert_as_before(mut self) {
        assert_eq!(text_with_room(&self.loud, "echo here").await, "here");
        // What was killed takes a moment to go.
        while !self.loud.ps().await.unwrap().is_empty() {}
        assert_usable(&self.loud).await;
        self.loud.destroy().await.unwrap();
        // `cargo test ... bombs:: -- --nocapture` shows them. A machine that does more
        // than this test makes them what they are, so nothing is asserted.
        let (before, after) = (self.before, time_to_make(&self.compute).await);
        let ratio = after.as_secs_f64() / before.as_secs_f64();
        eprintln!("a sandbox was made in {before:?} before, in {after:?} after: {ratio:.2}");
        let next = self.compute.sandbox("local").await.unwrap();
        assert_usable(&next).await;
        drop(self.worker.stdin.take());
        self.worker.wait().await.unwrap();
        let said = self.worker.stdout.next_chunk().await.unwrap();
        assert_eq!(said.unwrap(), "done\n");
    }
}

/// The shortest time of a few in which a sandbox is made.
async fn time_to_make(compute: &Compute) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let started = Instant::now();
        let sandbox = compute.sandbox("local").await.unwrap();
        best = best.min(started.elapsed());
        sandbox.destroy().await.unwrap();
    }
    best
}

/// Runs a Python program on the host: what it printed.
fn on_the_host(program: &str) -> String {
    let mut command = Command::new("python3");
    let output = command.args(["-c", program]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a Python program prints in a sandbox.
async fn printed(sandbox: &Sandbox, program: &str) -> String {
    let result = python(sandbox, program).await;
    assert_eq!(result.exit_code, 0, "{result:?}");
    result.stdout.to_string()
}
