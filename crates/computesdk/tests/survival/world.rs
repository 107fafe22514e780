//! What tests start from, and waiting without luck.

use std::future::Future;
use std::time::Duration;

use computesdk::{Compute, Error, Sandbox};
use tokio::runtime::Builder;
use tokio::time::{sleep, timeout};

/// No test takes that long: one that does hangs.
const LONGEST: Duration = Duration::from_secs(150);

/// Runs a test in a runtime of its own.
pub(crate) fn run<F: Future>(test: F) -> F::Output {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime
        .block_on(async { timeout(LONGEST, test).await })
        .unwrap_or_else(|_| panic!("still running after {LONGEST:?}"))
}

/// Sandboxes of this machine, whatever its user has configured.
pub(crate) fn compute() -> Compute {
    let builder = Compute::builder().no_config_file().no_environment();
    builder.build().unwrap()
}

/// As [`compute`], for who counts sandboxes: none is made ahead.
pub(crate) fn compute_without_pool() -> Compute {
    let builder = Compute::builder().no_config_file().no_environment();
    builder.pool(0..=0).build().unwrap()
}

/// A sandbox without further settings, with a spawner of its own.
pub(crate) async fn sandbox() -> Sandbox {
    compute().sandbox("local").await.unwrap()
}

/// Runs a line and gives what it wrote, without the last newline.
pub(crate) async fn text(sandbox: &Sandbox, line: &str) -> String {
    let result = sandbox.exec(line).await.unwrap();
    result.stdout.trim_end().to_owned()
}

/// As [`text`], as soon as there is room for it: what was ended or given up takes
/// up its place for a moment more.
pub(crate) async fn text_with_room(sandbox: &Sandbox, line: &str) -> String {
    loop {
        match sandbox.exec(line).await {
            Err(Error::ResourceExhausted(_)) => sleep(Duration::from_millis(5)).await,
            result => return result.unwrap().stdout.trim_end().to_owned(),
        }
    }
}

/// Waits for a file that ends with a newline, and gives its text without it.
pub(crate) async fn appears(sandbox: &Sandbox, path: &str) -> String {
    loop {
        match sandbox.read_text(path).await {
            Ok(text) if text.ends_with('\n') => return text.trim_end().to_owned(),
            Ok(_) | Err(Error::NotFound(_)) => sleep(Duration::from_millis(5)).await,
            Err(other) => panic!("{other}"),
        }
    }
}

/// Process ids of the sandbox's processes that have this word among their
/// arguments, as `pgrep` sees them.
pub(crate) async fn pids(sandbox: &Sandbox, word: &str) -> Vec<String> {
    let found = loop {
        match sandbox.exec(("pgrep", ["-f", word])).unchecked().await {
            Ok(found) => break found,
            // What was killed takes up its place for a moment more.
            Err(Error::ResourceExhausted(_)) => sleep(Duration::from_millis(5)).await,
            Err(other) => panic!("{other}"),
        }
    };
    assert!(matches!(found.exit_code, 0 | 1), "{found:?}");
    found.stdout.lines().map(str::to_owned).collect()
}

/// Waits until no process has this word among its arguments.
pub(crate) async fn all_gone(sandbox: &Sandbox, word: &str) {
    while !pids(sandbox, word).await.is_empty() {
        sleep(Duration::from_millis(5)).await;
    }
}
