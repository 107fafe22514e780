//! What is done, on few names, so that operations meet one another.

use std::path::PathBuf;

use proptest::prelude::*;
use proptest::sample::select;

#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Write {
        path: PathBuf,
        content: Vec<u8>,
        mode: Option<u32>,
        create_new: bool,
    },
    Append(PathBuf, Vec<u8>),
    Read(PathBuf),
    ReadPart(PathBuf, u64, u64),
    Stat(PathBuf, bool),
    Exists(PathBuf),
    List(PathBuf, u32),
    MakeDirectory(PathBuf, bool),
    Rename(PathBuf, PathBuf, bool),
    Copy(PathBuf, PathBuf, bool),
    Remove(PathBuf, bool),
    Truncate(PathBuf, u64),
    SetMode(PathBuf, u32),
    Symlink(PathBuf, PathBuf),
    HardLink(PathBuf, PathBuf),
    ReadLink(PathBuf),
}

/// Modes that leave the owner all rights: what a right takes away, another test shows.
const MODES: [u32; 4] = [0o700, 0o755, 0o770, 0o777];

fn path() -> impl Strategy<Value = PathBuf> {
    let name = select(&["a", "b", "c"][..]);
    let names = prop::collection::vec(name, 1..4);
    names.prop_map(|names| names.iter().collect())
}

/// Ways that need not be there in every part: also up again.
fn way() -> impl Strategy<Value = PathBuf> {
    prop_oneof![
        6 => path(),
        1 => (path(), path()).prop_map(|(down, then)| down.join("..").join(then)),
    ]
}

fn link_target() -> impl Strategy<Value = PathBuf> {
    prop_oneof![
        path(),
        path().prop_map(|path| PathBuf::from("..").join(path)),
        Just(".".into()),
        Just("..".into()),
    ]
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    let length = prop_oneof![4 => 0..40_usize, 1 => Just(70_000)];
    (any::<u8>(), length).prop_map(|(byte, length)| vec![byte; length])
}

pub(crate) fn operation() -> impl Strategy<Value = Operation> {
    use Operation::*;
    let mode = select(&MODES[..]);
    prop_oneof![
        4 => (path(), content(), prop::option::of(mode.clone()), any::<bool>()).prop_map(
            |(path, content, mode, create_new)| Write { path, content, mode, create_new }
        ),
        2 => (path(), content()).prop_map(|(path, content)| Append(path, content)),
        2 => way().prop_map(Read),
        1 => (way(), 0..50_u64, 0..50_u64).prop_map(|(path, at, length)| ReadPart(path, at, length)),
        2 => (way(), any::<bool>()).prop_map(|(path, follow)| Stat(path, follow)),
        1 => way().prop_map(Exists),
        2 => (way(), 1..4_u32).prop_map(|(path, depth)| List(path, depth)),
        3 => (path(), any::<bool>()).prop_map(|(path, parents)| MakeDirectory(path, parents)),
        3 => (way(), way(), any::<bool>()).prop_map(|(from, to, replace)| Rename(from, to, replace)),
        3 => (path(), path(), any::<bool>()).prop_map(|(from, to, replace)| Copy(from, to, replace)),
        2 => (way(), any::<bool>()).prop_map(|(path, recursive)| Remove(path, recursive)),
        1 => (way(), 0..100_000_u64).prop_map(|(path, length)| Truncate(path, length)),
        1 => (way(), mode).prop_map(|(path, mode)| SetMode(path, mode)),
        3 => (link_target(), way()).prop_map(|(target, path)| Symlink(target, path)),
        2 => (way(), way()).prop_map(|(target, path)| HardLink(target, path)),
        1 => way().prop_map(ReadLink),
    ]
}
