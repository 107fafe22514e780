//! Where the cache is, and how large it may be.

use std::path::PathBuf;

use super::{Cache, of_the_user};
use crate::config::Environment;

/// Unless told otherwise.
const SIZE: u64 = 2 << 30;

/// What is said about the cache; what is not is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CacheSettings {
    pub(crate) directory: Option<PathBuf>,
    pub(crate) size: Option<u64>,
}

impl CacheSettings {
    /// These where they say something, the ones below where they do not.
    pub(crate) fn over(self, below: CacheSettings) -> CacheSettings {
        CacheSettings {
            directory: self.directory.or(below.directory),
            size: self.size.or(below.size),
        }
    }

    /// The cache; none where it may have no bytes, or the user no directory for it.
    pub(crate) fn cache(self, environment: &Environment) -> Option<Cache> {
        let size = self.size.unwrap_or(SIZE);
        let directory = self.directory.or_else(|| {
            let variable = |name| environment.get(name);
            of_the_user(variable("XDG_CACHE_HOME"), variable("HOME"))
        });
        directory
            .filter(|_| size > 0)
            .map(|directory| Cache::new(directory, size))
    }
}
