//! Files that are entries of a map.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use computesdk::{InvalidArgumentError, NotFoundError, ResourceKind, Result};
use tokio::io::AsyncWrite;

use crate::world::World;

/// Paths and what is there: bytes, or `None` for a directory.
#[derive(Debug)]
pub(crate) struct Files(Mutex<BTreeMap<PathBuf, Option<Vec<u8>>>>);

impl Default for Files {
    fn default() -> Self {
        let directories = ["/", "/home", "/home/user", "/root", "/tmp"];
        let entries = directories.map(|path| (path.into(), None));
        Files(Mutex::new(entries.into()))
    }
}

impl Files {
    pub(crate) fn read(&self, path: &Path) -> Result<Vec<u8>> {
        match self.0.lock().unwrap().get(&plain(path)) {
            Some(Some(bytes)) => Ok(bytes.clone()),
            Some(None) => Err(invalid(path, "it is a directory")),
            None => Err(missing(ResourceKind::File, path)),
        }
    }

    pub(crate) fn write(&self, path: &Path, bytes: Vec<u8>) -> Result<()> {
        let path = plain(path);
        let mut entries = self.0.lock().unwrap();
        if let Some(None) = entries.get(&path) {
            return Err(invalid(&path, "it is a directory"));
        }
        for parent in path.ancestors().skip(1) {
            entries.entry(parent.to_owned()).or_insert(None);
        }
        entries.insert(path, Some(bytes));
        Ok(())
    }

    /// The directory without `..`, if it is one.
    pub(crate) fn enter(&self, path: &Path) -> Result<PathBuf> {
        let plain = plain(path);
        match self.0.lock().unwrap().get(&plain) {
            Some(None) => Ok(plain),
            Some(Some(_)) => Err(invalid(path, "it is no directory")),
            None => Err(missing(ResourceKind::Directory, path)),
        }
    }
}

/// The path without `.` and `..`; there are no links.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::from("/");
    for component in path.components() {
        match component {
            Component::Normal(name) => plain.push(name),
            Component::ParentDir => {
                plain.pop();
            }
            _ => {}
        }
    }
    plain
}

fn invalid(path: &Path, reason: &str) -> computesdk::Error {
    InvalidArgumentError::new(path.display().to_string(), reason).into()
}

fn missing(kind: ResourceKind, path: &Path) -> computesdk::Error {
    NotFoundError {
        kind,
        name: path.display().to_string(),
        errno: None,
        hints: Vec::new(),
    }
    .into()
}

/// Collects what is written and puts it into the file at `shutdown`.
pub(crate) struct FileWriter {
    world: Arc<World>,
    path: PathBuf,
    bytes: Vec<u8>,
}

impl FileWriter {
    pub(crate) fn new(world: Arc<World>, path: &Path) -> Self {
        FileWriter {
            world,
            path: path.to_owned(),
            bytes: Vec::new(),
        }
    }
}

impl AsyncWrite for FileWriter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.bytes.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        let bytes = std::mem::take(&mut self.bytes);
        let written = self.world.files.write(&self.path, bytes);
        Poll::Ready(written.map_err(io::Error::other))
    }
}
