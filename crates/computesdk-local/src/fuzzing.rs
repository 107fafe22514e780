//! What comes out of a sandbox, read as the engine reads it. Each function takes any
//! bytes, and panics where something that must hold does not.

use std::fmt::Debug;
use std::time::SystemTime;

use computesdk_init::protocol::files::FromFiles;
use computesdk_init::protocol::{Decode, Encode, Failure, FromInit, FromSpawner, decode, encode};

use crate::engine::engine_error;
use crate::sandbox::files::{convert, tree};
use crate::sandbox::{create, info, processes};

/// A message, where the bytes are one: then they are the only bytes that are it.
fn read<T: Decode + Encode + Debug + PartialEq>(bytes: &[u8]) -> Option<T> {
    let message = decode::<T>(bytes)?;
    assert!(encode(&message) == bytes, "{message:?}");
    Some(message)
}

/// A message of a sandbox's init.
pub fn from_init(bytes: &[u8]) {
    match read(bytes) {
        Some(FromInit::Ready(layers)) => {
            let most = layers.len();
            let id = create::id(1);
            assert!(info::info(&id, SystemTime::now(), layers).layers.len() <= most);
        }
        Some(FromInit::Processes(list)) => {
            let count = list.processes.len();
            assert_eq!(processes::infos(list.processes).len(), count);
        }
        Some(FromInit::SetupFailed(failure)) => failed(failure),
        Some(FromInit::Changed(changed)) => {
            changed.failure.into_iter().for_each(failed);
        }
        Some(FromInit::LaunchFailed(launch)) => failed(launch.failure),
        _ => {}
    }
}

/// An answer of a process that serves files.
pub fn from_files(bytes: &[u8]) {
    match read(bytes) {
        Some(FromFiles::Failed(failure)) => failed(failure),
        Some(FromFiles::Content(content)) => drop(convert::stat(content.stat)),
        Some(FromFiles::Opened(record) | FromFiles::Stat(record)) => drop(convert::stat(record)),
        Some(FromFiles::Entries(entries)) => {
            entries
                .into_iter()
                .for_each(|entry| drop(convert::stat(entry.stat)));
        }
        Some(FromFiles::Parts(parts)) => {
            let count = parts.len();
            let parts: Vec<_> = parts.into_iter().flat_map(tree::tree_parts).collect();
            assert!((count..=2 * count).contains(&parts.len()));
        }
        Some(FromFiles::Events(events)) => {
            events
                .into_iter()
                .for_each(|event| drop(convert::event(event)));
        }
        Some(FromFiles::Done(()) | FromFiles::Path(_)) | None => {}
    }
}

/// A message of the spawner: what it tells of a sandbox that is gone is that one's doing.
pub fn from_spawner(bytes: &[u8]) {
    match read(bytes) {
        Some(FromSpawner::Failed(failure)) => failed(failure),
        Some(FromSpawner::CreateFailed(create)) => failed(create.failure),
        Some(FromSpawner::Gone(gone)) => gone.leftovers.into_iter().for_each(failed),
        Some(FromSpawner::Limited(changed) | FromSpawner::HandedOver(changed)) => {
            changed.failure.into_iter().for_each(failed);
        }
        _ => {}
    }
}

fn failed(failure: Failure) {
    let error = engine_error(failure);
    assert!(!error.to_string().is_empty());
}
