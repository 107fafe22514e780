//! What fuzzing has kept is read again, and thousands of mutations of it: the same in
//! every run.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;

use computesdk_fuzz::{TARGETS, Target};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Mutations of each target's inputs.
const CASES: u32 = 4000;
/// Memory that reading may take at once: so much for each byte, and so much besides.
const FOR_EACH: u64 = 128;
const BESIDES: u64 = 4 << 20;

/// A change of bytes. Places are parts of what there is.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, Index),
    Repeat(Index, Index),
    /// The rest of another input.
    Splice(Index, Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    // Lengths and kinds are mostly small numbers, or as large as can be.
    let byte = prop_oneof![any::<u8>(), 0..4u8, Just(0xff)];
    let index = any::<Index>;
    prop_oneof![
        (index(), byte.clone()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (index(), vec(byte, 1..8)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (index(), index()).prop_map(|(from, to)| Change::Remove(from, to)),
        (index(), index()).prop_map(|(from, to)| Change::Repeat(from, to)),
        (index(), index(), index()).prop_map(|(at, other, from)| Change::Splice(at, other, from)),
    ]
}

fn changed(inputs: &[Vec<u8>], chosen: Index, changes: Vec<Change>) -> Vec<u8> {
    let mut bytes = chosen.get(inputs).clone();
    for change in changes {
        let place = |index: Index| index.index(bytes.len() + 1);
        let range = |from, to| {
            let (from, to) = (place(from), place(to));
            from.min(to)..from.max(to)
        };
        match change {
            Change::Set(at, byte) => {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                }
            }
            Change::Insert(at, more) => {
                let at = place(at);
                drop(bytes.splice(at..at, more));
            }
            Change::Remove(from, to) => drop(bytes.drain(range(from, to))),
            Change::Repeat(from, to) => {
                let range = range(from, to);
                let part = bytes[range.clone()].to_vec();
                drop(bytes.splice(range.end..range.end, part));
            }
            Change::Splice(at, other, from) => {
                let other = other.get(inputs);
                bytes.truncate(place(at));
                bytes.extend(&other[from.index(other.len() + 1)..]);
            }
        }
    }
    bytes
}

/// What is kept for a target, in one order everywhere.
fn inputs(name: &str) -> Vec<Vec<u8>> {
    let corpus = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus"));
    let entries = fs::read_dir(corpus.join(name)).unwrap().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn read(name: &str, target: Target, bytes: &[u8]) {
    let counted = allocation_counter::measure(|| target(bytes));
    let allowed = BESIDES + FOR_EACH * bytes.len() as u64;
    let most = counted.bytes_max;
    assert!(
        most <= allowed,
        "{name}: {most} bytes to read {}",
        bytes.len()
    );
}

fn check(name: &str) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    let inputs = inputs(name);
    for input in &inputs {
        read(name, *target, input);
    }
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, random);
    let tried = runner.run(
        &(any::<Index>(), vec(change(), 1..6)),
        |(chosen, changes)| {
            read(name, *target, &changed(&inputs, chosen, changes));
            Ok(())
        },
    );
    if let Err(error) = tried {
        panic!("{name}: {error}");
    }
}

/// What a message takes here is some times what it takes on its way, whatever lengths
/// it speaks of.
#[test]
fn a_length_is_the_senders_word() {
    // A list of processes, and one of entries, with more to come than there are.
    let lists: [(&str, &[u8]); 2] = [("from_init", &[5, 1, 0, 0, 0]), ("from_files", &[5])];
    for (name, beginning) in lists {
        let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
        let bytes = [beginning, &[0xff; 4], &[0; 1 << 20]].concat();
        let counted = allocation_counter::measure(|| target(&bytes));
        let most = counted.bytes_max;
        assert!(most < 16 << 20, "{name}: {most}");
    }
}

macro_rules! tests {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*

        #[test]
        fn all_targets_are_tested_and_can_be_fuzzed() {
            let known = TARGETS.map(|(name, _)| name);
            assert_eq!(known, [$(stringify!($name)),*]);
            let targets = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/fuzz_targets");
            for name in known {
                assert!(PathBuf::from(targets).join(format!("{name}.rs")).exists(), "{name}");
            }
        }
    };
}

tests! {
    archives complaints dns from_files from_init from_spawner ignored opening packets requests
    results scripts
}
