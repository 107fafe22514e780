//! A cache of its own for each test.

use std::fs;
use std::path::PathBuf;

use computesdk::{Compute, Sandbox};
use tempfile::TempDir;

pub(crate) struct World {
    pub(crate) compute: Compute,
    directory: TempDir,
}

impl World {
    pub(crate) fn new() -> World {
        World::of_size(2 << 30)
    }

    /// Whose cache is to take no more than so many bytes.
    pub(crate) fn of_size(bytes: u64) -> World {
        let directory = tempfile::tempdir().unwrap();
        let builder = Compute::builder().cache_directory(directory.path().join("cache"));
        let builder = builder.cache_size(bytes);
        World {
            compute: builder.build().unwrap(),
            directory,
        }
    }

    pub(crate) async fn sandbox(&self) -> Sandbox {
        self.compute.sandbox("local").await.unwrap()
    }

    /// What the cache has of layers, whole ones or not.
    pub(crate) fn layers(&self) -> Vec<PathBuf> {
        self.kept("layers")
    }

    /// What it has of this kind.
    pub(crate) fn kept(&self, kind: &str) -> Vec<PathBuf> {
        let directory = self.directory.path().join("cache").join(kind);
        let entries = fs::read_dir(directory).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}
