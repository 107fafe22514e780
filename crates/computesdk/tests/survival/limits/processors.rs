//! Processor time.

use computesdk::LimitKind;

use super::{is_of_group, python};
use crate::world::{compute, run};

/// Spins in two processes for a second, and tells how much time they got: both
/// the part of it and what it is of are the sandbox's own clocks.
const SPINNER: &str = "
import os, time
start = time.monotonic()
child = os.fork()
while time.monotonic() - start < 1: pass
if child == 0: os._exit(0)
os.wait()
wall = time.monotonic() - start
print(sum(os.times()[:4]) / wall)
";

#[test]
fn processors_are_capped_for_all_processes_together() {
    run(async {
        let sandbox = compute().sandbox("local").cpus(0.2).await.unwrap();
        let part: f64 = python(&sandbox, SPINNER)
            .await
            .stdout
            .trim()
            .parse()
            .unwrap();
        if is_of_group(&sandbox, LimitKind::Cpus).await {
            // Other work can only make it less. A period's quota more may fit in.
            assert!(part < 0.5, "{part} processors");
        } else {
            let warnings = sandbox.info().await.unwrap().warnings;
            let told = warnings.iter().any(|text| text.contains("processors"));
            assert!(told, "{warnings:?}");
        }
    });
}
