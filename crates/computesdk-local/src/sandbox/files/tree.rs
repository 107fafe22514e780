//! Many files at a time.

use std::collections::VecDeque;
use std::os::unix::ffi::OsStringExt;

use async_trait::async_trait;
use computesdk_init::protocol::files::{Blob, FromFiles, INLINE, Part, PartKind, ToFiles};
use computesdk_model::{Result, TreeEntry, TreeKind, TreePart};
use computesdk_provider::{Range, Stream, TreeWriter, io_error};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::convert;
use super::reader::FileReader;
use super::server::{regular, unexpected};
use super::stream::Answers;
use super::writer::ChunkWriter;

/// Bytes of a file that are handed on at once.
const CHUNK: usize = 256 << 10;
/// Files with more bytes than this travel by their descriptor.
const SHORT: usize = INLINE / 2;
/// What a part takes beside its path and content, in bytes.
const RECORD: usize = 40;

/// A tree that comes out.
pub(super) struct ReadTree {
    /// Until the last answer.
    answers: Option<Answers>,
    parts: VecDeque<TreePart>,
    /// The file whose content comes next.
    large: Option<FileReader>,
}

impl ReadTree {
    /// Waits until it is known whether it can be read.
    pub(super) async fn new(answers: Answers) -> Result<ReadTree> {
        let mut tree = ReadTree {
            answers: Some(answers),
            parts: VecDeque::new(),
            large: None,
        };
        tree.more().await?;
        Ok(tree)
    }

    /// Gets further parts; none at the end.
    async fn more(&mut self) -> Result<()> {
        let Some(answers) = &mut self.answers else {
            return Ok(());
        };
        match answers.next().await {
            Ok((FromFiles::Parts(parts), file)) => {
                if let Some(file) = file {
                    let file = regular(file, answers.path())?;
                    self.large = Some(FileReader::new(file, Range::default()));
                }
                self.parts.extend(parts.into_iter().flat_map(tree_parts));
                Ok(())
            }
            Ok((FromFiles::Done(()), _)) => {
                self.answers = None;
                Ok(())
            }
            other => {
                self.answers = None;
                other.and(Err(unexpected()))
            }
        }
    }
}

#[async_trait]
impl Stream<TreePart> for ReadTree {
    async fn next(&mut self) -> Result<Option<TreePart>> {
        loop {
            if let Some(part) = self.parts.pop_front() {
                return Ok(Some(part));
            }
            if let Some(file) = &mut self.large {
                let mut data = Vec::with_capacity(CHUNK);
                match file.read_buf(&mut data).await {
                    Ok(0) => self.large = None,
                    Ok(_) => return Ok(Some(TreePart::Data(data))),
                    Err(error) => {
                        let path = self.answers.take().map(|answers| answers.path().to_owned());
                        return Err(io_error("read", &path.unwrap_or_default(), error));
                    }
                }
                continue;
            }
            if self.answers.is_none() {
                return Ok(None);
            }
            self.more().await?;
        }
    }
}

pub(crate) fn tree_parts(part: Part) -> impl Iterator<Item = TreePart> {
    let (kind, data) = match part.kind {
        PartKind::Directory(()) => (TreeKind::Directory, None),
        PartKind::File(content) => (TreeKind::File(content.0.len() as u64), Some(content.0)),
        PartKind::Large(size) => (TreeKind::File(size), None),
        PartKind::Link(target) => (TreeKind::Symlink(convert::path(target.0)), None),
    };
    let entry = TreeEntry {
        path: convert::path(part.path.0),
        kind,
        mode: part.mode,
        modified: convert::time(part.modified),
    };
    let data = data.filter(|data| !data.is_empty()).map(TreePart::Data);
    [TreePart::Entry(entry)].into_iter().chain(data)
}

/// A tree that goes in.
pub(super) struct WriteTree {
    answers: Answers,
    batch: Vec<Part>,
    size: usize,
    /// The latest file, while it is short.
    short: Option<(TreeEntry, Vec<u8>)>,
    /// The latest file, once it is long.
    large: Option<ChunkWriter>,
}

impl WriteTree {
    pub(super) fn new(answers: Answers) -> WriteTree {
        WriteTree {
            answers,
            batch: Vec::new(),
            size: 0,
            short: None,
            large: None,
        }
    }

    async fn add(&mut self, entry: TreeEntry, kind: PartKind) -> Result<()> {
        let content = match &kind {
            PartKind::File(content) | PartKind::Link(content) => content.0.len(),
            PartKind::Directory(()) | PartKind::Large(_) => 0,
        };
        let path = entry.path.into_os_string().into_vec();
        let size = RECORD + path.len() + content;
        if self.size + size > INLINE {
            self.flush().await?;
        }
        self.size += size;
        self.batch.push(Part {
            path: Blob(path),
            mode: entry.mode,
            modified: convert::wire_time(entry.modified),
            kind,
        });
        Ok(())
    }

    async fn flush(&mut self) -> Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        // What went wrong with an earlier part is told before more is sent.
        self.answers.pending()?;
        self.size = 0;
        let batch = std::mem::take(&mut self.batch);
        self.answers.send(ToFiles::Parts(batch)).await
    }

    /// Begins a file whose bytes do not go through the server.
    async fn begin_large(&mut self, entry: TreeEntry, size: u64) -> Result<ChunkWriter> {
        let path = self.answers.path().join(&entry.path);
        self.add(entry, PartKind::Large(size)).await?;
        self.flush().await?;
        match self.answers.next().await? {
            (FromFiles::Opened(_), Some(file)) => Ok(ChunkWriter::new(regular(file, &path)?)),
            _ => Err(unexpected()),
        }
    }

    /// Ends the latest file.
    async fn end_file(&mut self) -> Result<()> {
        if let Some(mut large) = self.large.take() {
            let flushed = large.flush().await;
            flushed.map_err(|error| io_error("write", self.answers.path(), error))?;
        }
        match self.short.take() {
            Some((entry, content)) => self.add(entry, PartKind::File(Blob(content))).await,
            None => Ok(()),
        }
    }

    async fn data(&mut self, data: Vec<u8>) -> Result<()> {
        if let Some((entry, content)) = &mut self.short {
            if content.len() + data.len() <= SHORT {
                content.extend_from_slice(&data);
                return Ok(());
            }
            let (entry, content) = (entry.clone(), std::mem::take(content));
            self.short = None;
            let size = (content.len() + data.len()) as u64;
            self.large = Some(self.begin_large(entry, size).await?);
            self.put(&content).await?;
        }
        self.put(&data).await
    }

    async fn put(&mut self, data: &[u8]) -> Result<()> {
        let Some(large) = &mut self.large else {
            return Ok(());
        };
        let written = large.write_all(data).await;
        written.map_err(|error| io_error("write", self.answers.path(), error))
    }
}

#[async_trait]
impl TreeWriter for WriteTree {
    async fn write(&mut self, part: TreePart) -> Result<()> {
        let entry = match part {
            TreePart::Data(data) => return self.data(data).await,
            TreePart::Entry(entry) => entry,
        };
        self.end_file().await?;
        match entry.kind.clone() {
            TreeKind::File(size) if size > SHORT as u64 => {
                self.large = Some(self.begin_large(entry, size).await?);
                Ok(())
            }
            TreeKind::File(_) => {
                self.short = Some((entry, Vec::new()));
                Ok(())
            }
            TreeKind::Directory => self.add(entry, PartKind::Directory(())).await,
            TreeKind::Symlink(target) => {
                let target = Blob(target.into_os_string().into_vec());
                self.add(entry, PartKind::Link(target)).await
            }
        }
    }

    async fn finish(mut self: Box<Self>) -> Result<()> {
        self.end_file().await?;
        self.flush().await?;
        self.answers.send(ToFiles::Finish(())).await?;
        match self.answers.next().await? {
            (FromFiles::Done(()), _) => Ok(()),
            _ => Err(unexpected()),
        }
    }
}
