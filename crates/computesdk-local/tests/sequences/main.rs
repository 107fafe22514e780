//! Random sequences of file operations: in a sandbox they give what they give in a
//! plain directory, down to the error number.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod operation;
mod outcome;
mod plain;
mod sandboxed;
mod tree;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use computesdk::Compute;
use computesdk::provider::Provider;
use computesdk_local::{LocalOptions, LocalProvider};
use proptest::collection::vec;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use tokio::time::timeout;

use operation::{Operation, operation};
use outcome::agree;

/// Where the files of the sandbox are.
const TOP: &str = "/home/user/top";
/// Below the top, so that a link which leads up still leads to a directory of ours.
const BELOW: &str = "one/two";
/// As many sequences, of as many operations at most, as a second or two has room for.
const CASES: u32 = 200;
const LONGEST: usize = 60;
/// No operation takes that long: one that does hangs.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn give_what_they_give_in_a_plain_directory() {
    check(Arc::new(LocalProvider::new(LocalOptions::default())));
}

fn check(provider: Arc<dyn Provider>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let compute = Compute::builder()
        .no_config_file()
        .no_environment()
        .default_provider(provider.name())
        .provider(provider)
        .build()
        .unwrap();
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    // The same sequences in every run.
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, random);
    let tried = runner.run(&vec(operation(), 1..LONGEST), |operations| {
        runtime.block_on(same(&compute, &operations))
    });
    if let Err(failure) = tried {
        panic!("{failure}");
    }
}

/// Does the same on both sides.
async fn same(compute: &Compute, operations: &[Operation]) -> Result<(), TestCaseError> {
    let host = tempfile::tempdir().unwrap();
    let plain = host.path().join(BELOW);
    std::fs::create_dir_all(&plain).unwrap();
    let sandbox = compute.default_sandbox().await.unwrap();
    let inside = Path::new(TOP).join(BELOW);
    sandbox.mkdir(&inside).await.unwrap();
    for (number, operation) in operations.iter().enumerate() {
        let Some(expected) = plain::run(&plain, operation) else {
            continue;
        };
        let got = timeout(PATIENCE, sandboxed::run(&sandbox, &inside, operation)).await;
        let got = got.unwrap_or_else(|_| panic!("{number}: {operation:?} hangs"));
        if !agree(&expected, &got) {
            let told = format!("{number}: {operation:?}: expected {expected:?}, got {got:?}");
            return Err(TestCaseError::fail(told));
        }
    }
    let (expected, got) = (
        tree::of_host(host.path()),
        tree::of_sandbox(&sandbox, Path::new(TOP)).await,
    );
    proptest::prop_assert_eq!(expected, got);
    Ok(())
}
