//! What tests start from.

use std::fs;
use std::future::Future;
use std::time::Duration;

use computesdk::{Compute, Events, SandboxBuilder, SandboxEvent};
use tokio::time::{sleep, timeout};

/// No test takes that long: one that does hangs.
const LONGEST: Duration = Duration::from_secs(120);

/// Runs a test in a runtime of its own, on this thread.
pub(crate) fn run<F: Future>(test: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build().unwrap();
    runtime
        .block_on(async { timeout(LONGEST, test).await })
        .unwrap_or_else(|_| panic!("still running after {LONGEST:?}"))
}

/// Sandboxes of this machine, whatever its user has configured.
pub(crate) fn compute() -> Compute {
    let builder = Compute::builder().no_config_file().no_environment();
    builder.build().unwrap()
}

/// One with a spawner of its own.
pub(crate) fn builder() -> SandboxBuilder {
    compute().sandbox("local")
}

/// Everything until the end, as text without ids and times.
pub(crate) async fn rest(mut events: Events) -> Vec<SandboxEvent> {
    let mut all = Vec::new();
    while let Some(event) = events.next().await {
        all.push(event);
    }
    all
}

/// The process of the host that has this argument, once there is one.
pub(crate) async fn process_with(argument: &str) -> u32 {
    loop {
        let pids = fs::read_dir("/proc").unwrap().flatten();
        let mut pids = pids.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let found = pids.find(|pid: &u32| {
            let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0)
                .any(|word| word == argument.as_bytes())
        });
        match found {
            Some(pid) => return pid,
            None => sleep(Duration::from_millis(5)).await,
        }
    }
}

pub(crate) fn parent_of(pid: u32) -> u32 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
    parent.unwrap().trim().parse().unwrap()
}
