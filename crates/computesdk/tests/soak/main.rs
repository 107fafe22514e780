//! Everything again and again: what it takes of the host comes back.
//!
//! The short form runs with all tests. `cargo xtask soak` is the long one: the same
//! with other counts.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod figures;
#[path = "../survival/groups.rs"]
mod groups;
mod work;

use std::env;
use std::process::Command;

const ROLE: &str = "SOAK_ROLE";

/// In a program of its own, which holds nothing for other tests and has a place of its
/// own for temporary files.
#[test]
fn nothing_is_kept() {
    if env::var_os(ROLE).is_some() {
        return work::all();
    }
    let temporary = tempfile::tempdir().unwrap();
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", "nothing_is_kept", "--nocapture"])
        .env(ROLE, "worker")
        .env("TMPDIR", temporary.path())
        .status()
        .unwrap();
    assert!(status.success(), "{status}");
    let left: Vec<_> = temporary.path().read_dir().unwrap().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}
