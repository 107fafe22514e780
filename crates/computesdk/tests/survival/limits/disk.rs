//! Full disks: bytes, inodes, and a `/tmp` of its own.

use computesdk::{ExecResult, Outcome, Sandbox};

use super::assert_usable;
use crate::world::{compute, run, text};

const MIB: u64 = 1 << 20;

/// Writes zeros to a file until it is refused, or 64 MiB are written.
async fn fill(sandbox: &Sandbox, path: &str) -> (ExecResult, u64) {
    let words = [
        "if=/dev/zero",
        &format!("of={path}"),
        "bs=64K",
        "count=1024",
    ];
    let result = sandbox.exec(("dd", words)).unchecked().await.unwrap();
    let size = text(sandbox, &format!("stat -c %s {path}")).await;
    (result, size.parse().unwrap())
}

#[test]
fn a_full_disk_is_told_and_can_be_emptied() {
    run(async {
        let sandbox = compute().sandbox("local").disk(8 * MIB).await.unwrap();
        // Before Linux 6.6 the files that a root begins with count too.
        let used = text(&sandbox, "df --output=used -B1 /tmp | tail -1").await;
        let used: u64 = used.trim().parse().unwrap();
        assert!(used < 3 * MIB / 2, "{used}");
        let least = 8 * MIB - used - MIB / 4;
        for path in ["bomb", "/tmp/bomb", "/dev/shm/bomb"] {
            let (bomb, size) = fill(&sandbox, path).await;
            assert_eq!(bomb.outcome, Outcome::DiskLimit, "{path}, {size}: {bomb:?}");
            assert!((least..=8 * MIB).contains(&size), "{path}: {size}");
            // Nothing tells why a command fails that finds it full.
            let failed = sandbox.exec("false").unchecked().await.unwrap();
            assert_eq!(failed.outcome, Outcome::Exited);
            text(&sandbox, &format!("rm {path}")).await;
        }
        assert_usable(&sandbox).await;
    });
}

#[test]
fn inodes_run_out_too() {
    run(async {
        let sandbox = compute().sandbox("local").inodes(2000).await.unwrap();
        // Before Linux 6.6 the hundreds of files that a root begins with count too.
        let line = "mkdir many && cd many && touch $(seq 5000)";
        let bomb = sandbox.exec(line).unchecked().await.unwrap();
        assert_eq!(bomb.outcome, Outcome::DiskLimit, "{bomb:?}");
        let made: u64 = text(&sandbox, "ls many | wc -l").await.parse().unwrap();
        assert!((1000..2000).contains(&made), "{made}");
        text(&sandbox, "rm -r many").await;
        assert_usable(&sandbox).await;
    });
}

#[test]
fn inodes_of_a_tmp_of_its_own_run_out_too() {
    run(async {
        let builder = compute().sandbox("local").tmp(64 * MIB);
        let sandbox = builder.inodes(2000).await.unwrap();
        let line = "cd /tmp && touch $(seq 5000)";
        let bomb = sandbox.exec(line).unchecked().await.unwrap();
        assert_eq!(bomb.outcome, Outcome::DiskLimit, "{bomb:?}");
        let made: u64 = text(&sandbox, "ls /tmp | wc -l").await.parse().unwrap();
        assert!((1900..2000).contains(&made), "{made}");
        // What is elsewhere has a count of its own.
        assert_usable(&sandbox).await;
        text(&sandbox, "touch ~/other").await;
    });
}

#[test]
fn tmp_of_its_own_size_leaves_the_rest_alone() {
    run(async {
        let builder = compute().sandbox("local").tmp(4 * MIB);
        let sandbox = builder.disk(32 * MIB).await.unwrap();
        let (bomb, size) = fill(&sandbox, "/tmp/bomb").await;
        assert_eq!(bomb.outcome, Outcome::DiskLimit, "{size}: {bomb:?}");
        assert!((3 * MIB..=4 * MIB).contains(&size), "{size}");
        let line = "head -c 16M /dev/zero > ~/other && stat -c %s ~/other";
        assert_eq!(text(&sandbox, line).await, (16 * MIB).to_string());
        // Everybody may write there, and nobody removes what is another's.
        assert_eq!(text(&sandbox, "stat -c %a /tmp").await, "1777");
        assert_usable(&sandbox).await;
    });
}
