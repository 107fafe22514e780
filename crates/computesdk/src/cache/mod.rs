//! What is made once and used again by other sandboxes, in a directory of this machine.
//!
//! What is in it, sandboxes run: so only this user may write there, and nothing of what a
//! user's sandbox did gets in, but what compilers and installers made in others.

mod directory;
mod settings;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use tokio::sync::MutexGuard;
use tracing::warn;

pub(crate) use settings::CacheSettings;

/// Where compiled programs are, each in a directory of its own.
const PROGRAMS: &str = "programs";

/// The program there.
const PROGRAM: &str = "main";

/// Most names that are known to have been asked for.
const MOST_ASKED: usize = 10_000;

/// The cache of one user. Cloning gives the same one.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    directory: PathBuf,
    /// Most bytes that its files may take.
    size: u64,
    usable: Arc<OnceLock<bool>>,
    /// What was asked for once, and what more often.
    asked: Arc<Mutex<BTreeMap<String, bool>>>,
    /// Held while something is made that nobody waits for: one at a time, as it takes from
    /// those who do.
    bench: Arc<tokio::sync::Mutex<()>>,
}

impl Cache {
    fn new(directory: PathBuf, size: u64) -> Cache {
        Cache {
            directory,
            size,
            usable: Arc::default(),
            asked: Arc::default(),
            bench: Arc::default(),
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

    /// Where what nobody waits for is made.
    pub(crate) async fn bench(&self) -> MutexGuard<'_, ()> {
        self.bench.lock().await
    }

    /// Whether this is the second time that somebody asks for the program of this name, which
    /// is not kept.
    pub(crate) fn is_asked_again(&self, key: &str) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= MOST_ASKED {
            asked.clear();
        }
        match asked.get_mut(key) {
            Some(again) => !std::mem::replace(again, true),
            None => {
                asked.insert(key.to_owned(), false);
                false
            }
        }
    }

    /// The program of this name, where it is kept. Whoever asks keeps it from being the first
    /// to go.
    pub(crate) fn program(&self, key: &str) -> io::Result<Option<KeptProgram>> {
        let directory = self.directory.join(PROGRAMS).join(key);
        let path = directory.join(PROGRAM);
        let Some(file) = unless_missing(File::open(&path))? else {
            return Ok(None);
        };
        file.lock_shared()?;
        // It may have been removed until now.
        let Some(there) = unless_missing(fs::metadata(&path))? else {
            return Ok(None);
        };
        if there.ino() != file.metadata()?.ino() {
            return Ok(None);
        }
        // It is only the order in which things go.
        let _ = file.set_modified(SystemTime::now());
        Ok(Some(KeptProgram { directory, file }))
    }

    /// Keeps this program, where there is room. Others see all of it, or none.
    pub(crate) fn keep_program(&self, key: &str, bytes: &[u8]) -> io::Result<()> {
        let all = self.directory(PROGRAMS)?;
        if bytes.len() as u64 > self.size {
            return Ok(());
        }
        self.make_room(&all, bytes.len() as u64)?;
        let making = tempfile::tempdir_in(&all)?;
        let file = making.path().join(PROGRAM);
        fs::write(&file, bytes)?;
        // Whoever runs it has another id than who keeps it.
        for path in [&file, making.path()] {
            fs::set_permissions(path, Permissions::from_mode(0o755))?;
        }
        match fs::rename(making.path(), all.join(key)) {
            // Another one has kept the same meanwhile.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            renamed => renamed,
        }
    }

    /// Removes what nobody has asked for longest and no sandbox shows, until there is room for
    /// so many bytes.
    fn make_room(&self, all: &Path, bytes: u64) -> io::Result<()> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(all)? {
            let path = entry?.path();
            if path.is_file() {
                // As earlier editions kept them.
                let _ = fs::remove_file(&path);
            }
            // Another program may have removed it just now, or be about to make it.
            if let Ok(file) = File::open(path.join(PROGRAM)) {
                let found = file.metadata()?;
                kept.push((found.modified()?, found.len(), path));
            }
        }
        kept.sort();
        let mut all = bytes + kept.iter().map(|(_, length, _)| length).sum::<u64>();
        for (_, length, path) in kept {
            if all <= self.size {
                break;
            }
            let file = unless_missing(File::open(path.join(PROGRAM)))?;
            if file.is_none_or(|file| file.try_lock().is_ok()) {
                unless_missing(fs::remove_dir_all(path))?;
                all -= length;
            }
        }
        Ok(())
    }
}

/// A program that is kept, alone in a directory. It is not removed while this is there.
#[derive(Debug)]
pub(crate) struct KeptProgram {
    pub(crate) directory: PathBuf,
    pub(crate) file: File,
}

fn unless_missing<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
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
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_was_used_last_stays() {
        let home = tempfile::tempdir().unwrap();
        let cache = Cache::new(home.path().join("cache"), 10);
        assert!(cache.is_usable());
        let is_there = |key| cache.program(key).unwrap().is_some();
        for (age, key) in [(3, "old"), (2, "middle"), (1, "young")] {
            cache.keep_program(key, b"123").unwrap();
            let kept = cache.program(key).unwrap().unwrap();
            let then = SystemTime::now() - Duration::from_secs(age);
            kept.file.set_modified(then).unwrap();
        }
        let old = cache.program("old").unwrap().unwrap();
        assert_eq!(fs::read(old.directory.join("main")).unwrap(), b"123");
        cache.keep_program("new", b"1234").unwrap();
        let all = ["old", "middle", "young", "new"].map(is_there);
        assert_eq!(all, [true, false, true, true]);
        cache.keep_program("huge", &[0; 11]).unwrap();
        assert!(!is_there("huge") && is_there("new"));
        // Once more is the same.
        cache.keep_program("new", b"1234").unwrap();
        assert!(is_there("new"));
        // What is in use stays.
        cache.keep_program("last", b"12345678").unwrap();
        drop(old);
        assert!(is_there("old") && is_there("last"));
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
