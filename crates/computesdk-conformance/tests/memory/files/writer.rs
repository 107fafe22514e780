//! Files that are being written.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use computesdk::provider::model::{TreePart, WriteMode, WriteOptions};
use computesdk::provider::{FileWriter, TreeWriter, async_trait};
use computesdk::{Errno, Result};
use tokio::io::AsyncWrite;

use super::refused;
use super::tree::{Content, TreeTarget};
use crate::world::World;

/// What a writer writes to.
pub(crate) struct FileTarget {
    pub(crate) world: Arc<World>,
    pub(crate) path: PathBuf,
    pub(crate) options: WriteOptions,
}

impl FileTarget {
    /// An error where it cannot be written.
    pub(crate) fn check(&self) -> Result<()> {
        let mut tree = self.world.files.tree();
        if self.options.parents {
            tree.make_parents(&self.path)?;
        }
        let plain = tree.resolve(&self.path, true)?;
        match tree.nodes.get(&plain).map(|node| &node.content) {
            Some(Content::File(_)) if self.options.write == WriteMode::CreateNew => {
                Err(refused("write", &self.path, Errno::EEXIST))
            }
            Some(Content::File(_)) | None => Ok(()),
            Some(_) => Err(refused("write", &self.path, Errno::EISDIR)),
        }
    }

    fn write(&self, bytes: Vec<u8>) -> Result<()> {
        let mut tree = self.world.files.tree();
        let before = tree
            .get(&self.path, true)
            .map(|(_, node)| node.content.clone());
        let bytes = match (self.options.write, before) {
            (WriteMode::Append, Some(Content::File(before))) => {
                [before.lock().unwrap().clone(), bytes].concat()
            }
            _ => bytes,
        };
        let parents = self.options.parents;
        tree.write(&self.path, bytes, self.options.mode, parents)
    }
}

/// Collects what is written and puts it into the file at the end.
pub(crate) struct Writer {
    target: FileTarget,
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(target: FileTarget) -> Self {
        let bytes = Vec::new();
        Writer { target, bytes }
    }
}

impl AsyncWrite for Writer {
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

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[async_trait]
impl FileWriter for Writer {
    async fn finish(self: Box<Self>) -> Result<()> {
        self.target.write(self.bytes)
    }
}

#[async_trait]
impl TreeWriter for TreeTarget {
    async fn write(&mut self, part: TreePart) -> Result<()> {
        self.take(part)
    }

    async fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}
