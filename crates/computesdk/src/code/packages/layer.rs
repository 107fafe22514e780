//! Layers in the cache: made by one, used by many, gone when nobody has used them longest.
//!
//! Each has a directory: `lock`, and once it was made `layer` and `size`. Whoever makes it has
//! the lock alone, whoever uses it shares it until its sandbox has ended: so none goes that a
//! living sandbox shows, and none is seen before it is whole.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use computesdk_model::{EngineError, Error, Mount, Result};
use tokio::task::spawn_blocking;
use tokio::time::sleep;
use tracing::warn;

use crate::cache::Cache;

/// Where they are in the cache.
const KIND: &str = "layers";

/// How long it takes until it is looked again whether another one has made it.
const PAUSE: Duration = Duration::from_millis(50);

/// A layer in use. It stays while any clone does.
#[derive(Clone, Debug)]
pub(in crate::code) struct Layer {
    pub(in crate::code) key: String,
    pub(super) directory: PathBuf,
    _lock: Arc<File>,
}

impl Layer {
    /// Shows it where sandboxes do.
    pub(in crate::code) fn mount(&self) -> Mount {
        Mount {
            source: self.directory.clone(),
            target: super::show::path(&self.key),
            read_only: true,
        }
    }

    /// Whether it has a file with this ending in this directory.
    pub(super) async fn has_one(
        &self,
        directory: &'static str,
        ending: &'static str,
    ) -> Result<bool> {
        let directory = self.directory.join(directory);
        on_host("look at packages", move || {
            let entries = match fs::read_dir(directory) {
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
                entries => entries?,
            };
            let ends = |path: PathBuf| path.extension().is_some_and(|found| found == ending);
            Ok(entries.flatten().any(|entry| ends(entry.path())))
        })
        .await
    }

    /// Counts so many bytes more as its own.
    pub(in crate::code) fn grow(&self, bytes: u64) -> io::Result<()> {
        let size = self.directory.with_file_name("size");
        let before: u64 = fs::read_to_string(&size)?.trim().parse().unwrap_or(0);
        fs::write(size, (before + bytes).to_string())
    }

    /// Where in the cache is kept what was made with it, and goes with it.
    pub(in crate::code) fn room(&self) -> PathBuf {
        Path::new(KIND).join(&self.key).join("with")
    }
}

/// The place of a layer.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    key: String,
    directory: PathBuf,
    cache: Cache,
}

/// A layer that is being made. What was not kept is removed.
#[derive(Debug)]
pub(super) struct Making {
    slot: Slot,
    lock: Option<File>,
}

impl Slot {
    pub(super) fn new(cache: &Cache, key: &str) -> Result<Slot> {
        let layers = cache.directory(KIND).map_err(failed("make a directory"))?;
        Ok(Slot {
            key: key.to_owned(),
            directory: layers.join(key),
            cache: cache.clone(),
        })
    }

    /// The layer, where it was made.
    pub(super) async fn kept(&self) -> Result<Option<Layer>> {
        let slot = self.clone();
        on_host("look for packages", move || slot.find()).await
    }

    fn find(&self) -> io::Result<Option<Layer>> {
        let directory = self.directory.join("layer");
        if !directory.exists() {
            return Ok(None);
        }
        let Some(lock) = self.lock(File::try_lock_shared)? else {
            return Ok(None);
        };
        if !directory.exists() {
            return Ok(None);
        }
        // It is only the order in which they go.
        let _ = lock.set_modified(SystemTime::now());
        Ok(Some(Layer {
            key: self.key.clone(),
            directory,
            _lock: Arc::new(lock),
        }))
    }

    /// Begins to make it. `None` after a while where another one makes it or has made it.
    pub(super) async fn begin(&self) -> Result<Option<Making>> {
        let slot = self.clone();
        let begun = on_host("begin to install packages", move || slot.try_begin()).await?;
        if begun.is_none() {
            sleep(PAUSE).await;
        }
        Ok(begun)
    }

    fn try_begin(self) -> io::Result<Option<Making>> {
        match fs::create_dir(&self.directory) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let Some(lock) = self.lock(File::try_lock)? else {
            return Ok(None);
        };
        if self.directory.join("layer").exists() {
            return Ok(None);
        }
        let making = Making {
            slot: self,
            lock: Some(lock),
        };
        // Of one who was killed.
        remove(&making.directory())?;
        fs::create_dir(making.directory())?;
        Ok(Some(making))
    }

    /// The lock, unless another one has it. A file that is no longer the one at its path
    /// belonged to a layer that is gone.
    fn lock(&self, take: impl Fn(&File) -> Result<(), TryLockError>) -> io::Result<Option<File>> {
        let path = self.directory.join("lock");
        let opened = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let file = match opened {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        match take(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let is_current = match fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            found => found?.ino() == file.metadata()?.ino(),
        };
        Ok(is_current.then_some(file))
    }
}

impl Making {
    /// Where its contents are put.
    pub(super) fn directory(&self) -> PathBuf {
        self.slot.directory.join("making")
    }

    /// Keeps what was put there, in place of those that nobody has used longest. `bytes` is
    /// what it takes.
    pub(super) async fn keep(mut self, bytes: u64) -> Result<Layer> {
        on_host("keep packages", move || {
            let slot = self.slot.clone();
            make_room(&slot, bytes).unwrap_or_else(|error| {
                warn!(%error, "packages that nobody uses cannot be removed");
            });
            fs::write(slot.directory.join("size"), bytes.to_string())?;
            fs::rename(self.directory().join("layer"), slot.directory.join("layer"))?;
            fs::remove_dir(self.directory())?;
            drop(self.lock.take());
            slot.find()?.ok_or_else(|| ErrorKind::NotFound.into())
        })
        .await
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        if self.lock.is_some()
            && let Err(error) = remove(&self.slot.directory)
        {
            warn!(%error, "what is left of an installation cannot be removed");
        }
    }
}

/// Removes layers that no sandbox shows, those first that nobody has used longest, until
/// there is room for so many bytes.
fn make_room(slot: &Slot, bytes: u64) -> io::Result<()> {
    let layers = slot.directory.parent().unwrap_or(&slot.directory);
    let mut kept = Vec::new();
    for entry in fs::read_dir(layers)? {
        let directory = entry?.path();
        let size = fs::read_to_string(directory.join("size"));
        let used = fs::metadata(directory.join("lock")).and_then(|lock| lock.modified());
        if let (Ok(size), Ok(used)) = (size, used) {
            kept.push((used, size.trim().parse().unwrap_or(0), directory));
        }
    }
    kept.sort();
    let mut all = bytes + kept.iter().map(|(_, size, _)| size).sum::<u64>();
    for (_, size, directory) in kept {
        if all <= slot.cache.size() {
            break;
        }
        let other = Slot {
            directory,
            ..slot.clone()
        };
        if let Some(_lock) = other.lock(File::try_lock)? {
            remove(&other.directory)?;
            all -= size;
        }
    }
    Ok(())
}

fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Does something with the cache, where it holds nobody up.
pub(super) async fn on_host<T: Send + 'static>(
    what: &'static str,
    action: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = spawn_blocking(action).await;
    done.map_err(io::Error::other)
        .flatten()
        .map_err(failed(what))
}

fn failed(what: &'static str) -> impl Fn(io::Error) -> Error {
    move |cause| EngineError::new(what).cause(cause).into()
}
