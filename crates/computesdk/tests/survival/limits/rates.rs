//! How fast disks are read.

use std::time::Duration;

use computesdk::{LimitKind, Mechanism};

use super::mechanism;
use crate::world::{compute, run, sandbox as unhurried, text};

const MIB: u64 = 1 << 20;

/// Finds a large file of the host.
const FIND: &str = "find /usr/bin /usr/lib -type f -size +8M -readable -print -quit 2>/dev/null";

#[test]
fn reading_is_slowed_or_told_why_not() {
    run(async {
        let builder = compute().sandbox("local").read_rate(2 * MIB);
        let sandbox = builder.write_rate(MIB).await.unwrap();
        let info = sandbox.info().await.unwrap();
        let status = |kind| info.limits.iter().find(|limit| limit.kind == kind).unwrap();
        // Nothing of the host's can be written.
        let write = status(LimitKind::WriteRate);
        assert_eq!(write.mechanism, Mechanism::None);
        assert!(write.detail.as_deref().unwrap().contains("memory"));
        let read = status(LimitKind::ReadRate);
        if read.mechanism == Mechanism::None {
            let told = info.warnings.iter().any(|text| text.contains("reading"));
            assert!(told, "{:?}", info.warnings);
            return;
        }
        assert_ne!(
            mechanism(&sandbox, LimitKind::ReadRate).await,
            Mechanism::None
        );
        let file = text(&unhurried().await, FIND).await;
        // Past the page cache.
        let line = format!("dd if={file} of=/dev/null bs=1M count=4 iflag=direct");
        let result = sandbox.exec(line).await.unwrap();
        // 4 MiB at 2 MiB a second, of which some may pass before it counts.
        let least = Duration::from_secs(1);
        assert!(result.execution_time > least, "{:?}", result.execution_time);
    });
}
