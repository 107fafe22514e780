//! Placeholder until the file worker is there.
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use async_trait::async_trait;
use computesdk_model::*;
use computesdk_provider::{FileWriter, Files, OpenFile, Range, Stream, TreeWriter};
use tokio::io::AsyncWrite;

use super::{LocalSandbox, file};

struct Plain(tokio::fs::File);

impl AsyncWrite for Plain {
    fn poll_write(
        mut self: Pin<&mut Self>,
        c: &mut Context<'_>,
        b: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(c, b)
    }
    fn poll_flush(mut self: Pin<&mut Self>, c: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(c)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, c: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(c)
    }
}

#[async_trait]
impl FileWriter for Plain {
    async fn finish(mut self: Box<Self>) -> Result<()> {
        tokio::io::AsyncWriteExt::shutdown(&mut self.0)
            .await
            .map_err(|e| EngineError::new("write").cause(e).into())
    }
}

fn no<T>() -> Result<T> {
    Err(UnsupportedError {
        provider: "local".into(),
        capability: "files".into(),
        hints: vec![],
    }
    .into())
}

#[async_trait]
impl Files for LocalSandbox {
    async fn read_file(&self, path: &Path, user: User, _: Range) -> Result<OpenFile> {
        let file = file::open(&self.connection, path, user, None).await?;
        let now = std::time::SystemTime::now();
        Ok(OpenFile {
            stat: FileStat {
                file_type: FileType::File,
                size: file.metadata().await.map(|m| m.len()).unwrap_or(0),
                allocated: 0,
                mode: 0o644,
                uid: 0,
                gid: 0,
                links: 1,
                inode: 1,
                modified: now,
                accessed: now,
                changed: now,
                target: None,
            },
            content: Box::new(file),
        })
    }
    async fn create_file(&self, path: &Path, options: WriteOptions) -> Result<Box<dyn FileWriter>> {
        let file = file::open(
            &self.connection,
            path,
            options.user,
            options.mode.or(Some(0o644)),
        )
        .await?;
        Ok(Box::new(Plain(file)))
    }
    async fn stat(&self, _: &Path, _: User, _: bool) -> Result<FileStat> {
        no()
    }
    async fn list(
        &self,
        _: &Path,
        _: User,
        _: u32,
    ) -> Result<Box<dyn Stream<Vec<DirectoryEntry>>>> {
        no()
    }
    async fn change(&self, _: FileChange, _: User) -> Result<()> {
        no()
    }
    async fn temporary(&self, _: Temporary, _: User) -> Result<PathBuf> {
        no()
    }
    async fn read_tree(&self, _: &Path, _: User) -> Result<Box<dyn Stream<TreePart>>> {
        no()
    }
    async fn write_tree(&self, _: &Path, _: User) -> Result<Box<dyn TreeWriter>> {
        no()
    }
    async fn watch(&self, _: &Path, _: User, _: bool) -> Result<Box<dyn Stream<Vec<WatchEvent>>>> {
        no()
    }
}
