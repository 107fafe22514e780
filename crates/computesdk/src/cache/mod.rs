//! What is made once and used again by other sandboxes, in a directory of this machine.
//!
//! What is in it, sandboxes run: so only this user may write there, and nothing of what a
//! sandbox did gets in, but what a compiler made in one where nothing else ran.

mod directory;
mod settings;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use tracing::warn;

pub(crate) use settings::CacheSettings;

/// The cache of one user. Cloning gives the same one.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    directory: PathBuf,
    /// Most bytes that its files may take.
    size: u64,
    usable: Arc<OnceLock<bool>>,
}

impl Cache {
    fn new(directory: PathBuf, size: u64) -> Cache {
        Cache {
            directory,
            size,
            usable: Arc::default(),
        }
    }

    /// Whether it is a place that only this user can write to: else what would be kept is
    /// made anew each time. It is looked at, and made, when it is first needed, as most
    /// programs never need it.
    pub(crate) fn is_usable(&self) -> bool {
        *self.usable.get_or_init(|| {
            let prepared = directory::prepare(&self.directory);
            let directory = self.directory.display();
            prepared
                .inspect_err(|error| {
                    warn!(%error, "nothing is kept between sandboxes: no use can be made of {directory}");
                })
                .is_ok()
        })
    }

    /// Most bytes that its things of one kind may take.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// A directory in it, which is made where it is missing.
    pub(crate) fn directory(&self, name: impl AsRef<Path>) -> io::Result<PathBuf> {
        let path = self.directory.join(name);
        directory::make(&path)?;
        Ok(path)
    }

    /// What is kept under this name. Whoever asks keeps it from being the first to go.
    pub(crate) fn get(&self, kind: &str, key: &str) -> io::Result<Option<Vec<u8>>> {
        let opened = File::open(self.directory.join(kind).join(key));
        let mut file = match opened {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        // It is only the order in which things go.
        let _ = file.set_modified(SystemTime::now());
        Ok(Some(bytes))
    }

    /// Keeps this. Others see all of it, or none.
    pub(crate) fn put(&self, kind: &str, key: &str, bytes: &[u8]) -> io::Result<()> {
        let directory = self.directory(kind)?;
        if bytes.len() as u64 > self.size {
            return Ok(());
        }
        self.make_room(&directory, bytes.len() as u64)?;
        let mut file = tempfile::NamedTempFile::new_in(&directory)?;
        file.write_all(bytes)?;
        file.persist(directory.join(key))?;
        Ok(())
    }

    /// Removes what nobody has asked for longest, until there is room for so many bytes.
    fn make_room(&self, directory: &Path, bytes: u64) -> io::Result<()> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            // Another program may have removed it just now.
            if let Ok(metadata) = entry.metadata() {
                kept.push((metadata.modified()?, metadata.len(), entry.path()));
            }
        }
        kept.sort();
        let mut all = bytes + kept.iter().map(|(_, length, _)| length).sum::<u64>();
        for (_, length, path) in kept {
            if all <= self.size {
                break;
            }
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => all -= length,
            }
        }
        Ok(())
    }
}

/// The user's own directory for what can be made again, by the base directory
/// specification of freedesktop.org.
fn of_the_user(base: Option<&OsStr>, home: Option<&OsStr>) -> Option<PathBuf> {
    let absolute = |path: &OsStr| Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    let base = base.and_then(absolute);
    let base = base.or_else(|| Some(home.and_then(absolute)?.join(".cache")));
    Some(base?.join("computesdk"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_was_used_last_stays() {
        let home = tempfile::tempdir().unwrap();
        let cache = Cache::new(home.path().join("cache"), 10);
        assert!(cache.is_usable());
        for (age, key) in [(3, "old"), (2, "middle"), (1, "young")] {
            cache.put("programs", key, b"123").unwrap();
            let file = File::open(cache.directory.join("programs").join(key)).unwrap();
            let then = SystemTime::now() - Duration::from_secs(age);
            file.set_modified(then).unwrap();
        }
        assert_eq!(cache.get("programs", "old").unwrap().unwrap(), b"123");
        cache.put("programs", "new", b"1234").unwrap();
        let is_there = |key| cache.get("programs", key).unwrap().is_some();
        let all = ["old", "middle", "young", "new"].map(is_there);
        assert_eq!(all, [true, false, true, true]);
        cache.put("programs", "huge", &[0; 11]).unwrap();
        assert!(cache.get("programs", "huge").unwrap().is_none());
        assert!(is_there("new"));
    }

    #[test]
    fn a_directory_that_others_write_to_is_not_used() {
        let home = tempfile::tempdir().unwrap();
        let open = home.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(!Cache::new(open.clone(), 10).is_usable());
        assert!(!Cache::new(open.join("below"), 10).is_usable());
        let link = home.path().join("link");
        std::os::unix::fs::symlink(&open, &link).unwrap();
        assert!(!Cache::new(link, 10).is_usable());
    }

    #[test]
    fn the_users_own_directory_is_found() {
        let found = |base: Option<&str>, home: Option<&str>| {
            of_the_user(base.map(OsStr::new), home.map(OsStr::new))
        };
        let of = |path: &str| Some(PathBuf::from(path));
        assert_eq!(found(Some("/x"), Some("/h")), of("/x/computesdk"));
        assert_eq!(found(Some("x"), Some("/h")), of("/h/.cache/computesdk"));
        assert_eq!(found(None, Some("/h")), of("/h/.cache/computesdk"));
        assert_eq!(found(None, None), None);
    }
}
