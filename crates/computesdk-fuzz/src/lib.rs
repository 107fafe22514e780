//! Every byte format that a sandbox can influence and the host reads.
//!
//! Each target is a function that takes any bytes, has them read by the code that reads
//! them otherwise, and panics where something that must hold does not. The crates that
//! read have these functions, behind their feature `fuzzing`. `fuzz/` runs them by
//! libFuzzer, and the tests of this crate run what was kept of that, with mutations.

use computesdk::fuzzing::{archives, complaints, ignored, results, scripts};
use computesdk_egress::fuzzing::{dns, opening, packets, requests};
use computesdk_local::fuzzing::{from_files, from_init, from_spawner};

/// Takes any bytes.
pub type Target = fn(&[u8]);

/// All targets. Each has a directory of inputs of its name in `fuzz/corpus`, and a file
/// in `fuzz/fuzz_targets`.
pub const TARGETS: [(&str, Target); 12] = [
    ("archives", archives),
    ("complaints", complaints),
    ("dns", dns),
    ("from_files", from_files),
    ("from_init", from_init),
    ("from_spawner", from_spawner),
    ("ignored", ignored),
    ("opening", opening),
    ("packets", packets),
    ("requests", requests),
    ("results", results),
    ("scripts", scripts),
];

/// Has a target of this name read bytes.
///
/// # Panics
///
/// Where there is no such target, and where it finds something.
pub fn read(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    let (_, target) = target.expect("a target");
    target(bytes);
}
