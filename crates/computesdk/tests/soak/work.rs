//! What is done again and again.

use std::env;
use std::future::Future;
use std::time::{Duration, Instant};

use computesdk::{Compute, Sandbox};

use super::figures::Figures;

/// `cargo xtask soak` has 200 times as many.
const CYCLES: u64 = 100;
const EXECS: u64 = 1000;

/// Before the first figures are taken: by then every cache and every thread is there.
const WARM_UP: u64 = 30;

/// What ends by itself, as threads without work do, has ended by then.
const SOON: Duration = Duration::from_secs(30);

pub(crate) fn all() {
    let cycles = count("SOAK_CYCLES", CYCLES);
    let execs = count("SOAK_EXECS", EXECS);
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let builder = Compute::builder().no_config_file().no_environment();
        // One is always ready, and no more: so the figures compare.
        let compute = builder.pool(1..=1).build().unwrap();
        // It keeps the spawner.
        let kept = compute.sandbox("local").await.unwrap();
        soak("cycles", cycles, || cycle(&compute)).await;
        let before = free(&kept).await;
        soak("execs", execs, || exec(&kept)).await;
        assert_eq!(free(&kept).await, before);
    });
}

fn count(name: &str, usual: u64) -> u64 {
    let given = env::var(name).ok();
    given.map_or(usual, |count| count.parse().expect("a count"))
}

/// Create, use, destroy. The way to the network and a port are part of what a sandbox
/// may have.
async fn cycle(compute: &Compute) {
    let sandbox = compute.sandbox("local").allow("api.test").await.unwrap();
    sandbox.publish(8000).await.unwrap();
    sandbox.write_file("file", "content").await.unwrap();
    let result = sandbox.exec("cat file").await.unwrap();
    assert_eq!(result.stdout, "content");
    sandbox.destroy().await.unwrap();
}

/// Blocks and inodes that are free inside, of the disk and in `/tmp`.
async fn free(sandbox: &Sandbox) -> String {
    let result = sandbox.exec("stat -f -c '%f %d' / /tmp").await.unwrap();
    result.stdout.to_string()
}

async fn exec(sandbox: &Sandbox) {
    let result = sandbox.exec(("cat", [""; 0])).input("word").await.unwrap();
    assert_eq!(result.stdout, "word");
}

/// Does it so many times, and panics where something is held afterwards that was not
/// before.
async fn soak<F: Future<Output = ()>>(what: &str, count: u64, once: impl Fn() -> F) {
    for _ in 0..WARM_UP {
        once().await;
    }
    let before = Figures::settled();
    eprintln!("{what}: {before}");
    let started = Instant::now();
    for number in 1..=count {
        once().await;
        if number % (count / 10).max(1) == 0 {
            let seconds = started.elapsed().as_secs();
            eprintln!(
                "{number} of {count} {what} after {seconds} s: {}",
                Figures::now()
            );
        }
    }
    let took = started.elapsed();
    let after = Figures::not_above(&before, SOON);
    eprintln!("{count} {what} in {took:.1?}: before {before}; after {after}");
}
