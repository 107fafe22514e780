//! Files that are entries of a map.

mod access;
mod change;
mod stream;
mod tree;
mod writer;

use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use computesdk::provider::model::FileStat;
use computesdk::{
    Errno, FileError, FileType, InvalidArgumentError, NotFoundError, ResourceKind, Result,
};

pub(crate) use stream::Batches;
pub(crate) use tree::TreeTarget;
use tree::{Content, Tree};
pub(crate) use writer::{FileTarget, Writer};

/// All files of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Files(Mutex<Tree>);

impl Files {
    fn tree(&self) -> MutexGuard<'_, Tree> {
        self.0.lock().unwrap()
    }

    /// The content of a file.
    pub(crate) fn read(&self, path: &Path) -> Result<Vec<u8>> {
        let tree = self.tree();
        match tree.get(path, true).map(|(_, node)| &node.content) {
            Some(Content::File(bytes)) => Ok(bytes.lock().unwrap().clone()),
            Some(_) => Err(refused("read", path, Errno::EISDIR)),
            None => Err(missing(path)),
        }
    }

    /// Writes a whole file, and makes the directories on the way.
    pub(crate) fn write(&self, path: &Path, bytes: Vec<u8>) -> Result<()> {
        self.tree().write(path, bytes, None, true)
    }

    pub(crate) fn stat(&self, path: &Path, follow: bool) -> Result<FileStat> {
        let tree = self.tree();
        let found = tree.get(path, follow).map(|(_, node)| node.stat());
        found.ok_or_else(|| missing(path))
    }

    /// The directory without `..` and links, if it is one.
    pub(crate) fn enter(&self, path: &Path) -> Result<PathBuf> {
        let tree = self.tree();
        match tree.get(path, true) {
            Some((plain, node)) if node.file_type() == FileType::Directory => Ok(plain),
            Some(_) => {
                let path = path.display().to_string();
                Err(InvalidArgumentError::new(path, "it is no directory").into())
            }
            None => Err(NotFoundError {
                kind: ResourceKind::Directory,
                name: path.display().to_string(),
                errno: None,
                hints: Vec::new(),
            }
            .into()),
        }
    }
}

fn refused(operation: &str, path: &Path, errno: Errno) -> computesdk::Error {
    FileError::classify(operation, path, errno)
}

fn missing(path: &Path) -> computesdk::Error {
    refused("find", path, Errno::ENOENT)
}

/// The names of a path that has nothing but names in it.
fn names(path: &Path) -> Option<Vec<&std::ffi::OsStr>> {
    let names = path.components().map(|component| match component {
        Component::Normal(name) => Some(name),
        _ => None,
    });
    names.collect()
}
