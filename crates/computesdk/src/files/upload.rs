//! Files and folders of the host, into the sandbox.

use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use computesdk_model::{
    EngineError, Errno, Error, FileChange, FileError, Result, TreeEntry, TreeKind, TreePart,
};
use rustix::fs::OFlags;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::call::{FileCall, Files, Operation};
use super::transfer::{OnProgress, Progress, SPECIAL, Skipped, Transfer, place, with_advice};
use super::write::default_options;
use crate::sandbox::Sandbox;
use computesdk_provider::io_error;

/// Bytes of files that are read at once.
const CHUNK: usize = 256 << 10;
/// Parts are handed on together once there are so many, or so many bytes of them.
const BATCH: usize = 256;

impl Sandbox {
    /// Copies a file or a folder of the host into the sandbox, with permission bits
    /// and times. `to` is the path that it gets, or with a slash at its end the directory
    /// that it is put into under its own name. Into a directory that is there already a
    /// folder is merged, and missing ones are made. Symbolic links stay what they are and are not
    /// followed, but for `from` itself. Pipes, sockets and devices stay where they are
    /// and are named in the result.
    ///
    /// # Errors
    ///
    /// `NotFound` and [`Error::File`](crate::Error::File) with the path, of the host or
    /// of the sandbox, and the system's error number; `ResourceExhausted` where the
    /// sandbox's disk is full; `SandboxGone`, `Engine`. What has travelled until then
    /// stays.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let sent = sandbox
    ///     .upload("./project", "/home/user/project")
    ///     .on_progress(|progress| eprintln!("{} files", progress.files))
    ///     .await?;
    /// println!("{} files, {} bytes", sent.files, sent.bytes);
    /// # Ok(()) }
    /// ```
    pub fn upload(&self, from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> FileCall<Upload> {
        let (from, to) = (from.into(), to.into());
        let on_progress = None;
        FileCall::new(
            self,
            Upload {
                from,
                to,
                on_progress,
            },
        )
    }
}

/// Something to upload: see [`Sandbox::upload`].
pub struct Upload {
    from: PathBuf,
    to: PathBuf,
    on_progress: Option<OnProgress>,
}

impl FileCall<Upload> {
    /// Calls this from time to time with how far it is.
    pub fn on_progress(mut self, call: impl FnMut(Progress) + Send + 'static) -> Self {
        self.operation.on_progress = Some(Box::new(call));
        self
    }
}

impl Operation for Upload {
    type Output = Transfer;

    async fn run(mut self, files: Files) -> Result<Transfer> {
        let to = files.absolute(&place(&self.from, &self.to))?;
        let metadata = tokio::fs::metadata(&self.from).await;
        let metadata = metadata.map_err(|error| io_error("read", &self.from, error))?;
        let (sender, mut batches) = mpsc::channel(4);
        let from = self.from.clone();
        let reading = tokio::task::spawn_blocking(move || match metadata.is_dir() {
            true => read_folder(&from, &sender),
            false => read_one(&from, metadata, &sender),
        });
        let mut progress = Progress::default();
        let sent = self.send(&files, &to, &mut batches, &mut progress).await;
        // A reader whose parts nobody wants any more ends.
        drop(batches);
        let read = reading.await.unwrap_or_else(|error| {
            let step = EngineError::new("read files of the host");
            Err(step.cause(std::io::Error::other(error)).into())
        });
        // What could not be sent ends the reading, and what could not be read the
        // sending, which then has no failure of its own.
        sent?;
        let skipped = read?;
        Ok(Transfer {
            files: progress.files,
            bytes: progress.bytes,
            skipped,
        })
    }
}

impl Upload {
    async fn send(
        &mut self,
        files: &Files,
        to: &Path,
        batches: &mut mpsc::Receiver<Batch>,
        progress: &mut Progress,
    ) -> Result<()> {
        let mut target = Target::None;
        let mut complete = false;
        while let Some(batch) = batches.recv().await {
            for part in batch.parts {
                progress.add(&part);
                target.write(files, to, part).await?;
            }
            if let Some(call) = &mut self.on_progress {
                call(*progress);
            }
            complete = batch.is_last;
        }
        match complete {
            true => target.finish(files).await,
            // The reader says why.
            false => Ok(()),
        }
    }
}

/// Where the parts go.
enum Target {
    None,
    Tree(Box<dyn computesdk_provider::TreeWriter>),
    File(OneFile),
}

/// A file that is uploaded alone.
struct OneFile {
    path: PathBuf,
    writer: Box<dyn computesdk_provider::FileWriter>,
    modified: SystemTime,
}

impl Target {
    async fn write(&mut self, files: &Files, to: &Path, part: TreePart) -> Result<()> {
        match (&mut *self, part) {
            (Target::None, TreePart::Entry(entry)) => {
                let provider = files.provider()?;
                *self = match entry.kind {
                    TreeKind::Directory => {
                        let mut tree = provider.write_tree(to, files.user).await?;
                        tree.write(TreePart::Entry(entry)).await?;
                        Target::Tree(tree)
                    }
                    _ => {
                        let mut options = default_options();
                        options.user = files.user;
                        options.mode = Some(entry.mode);
                        Target::File(OneFile {
                            path: to.to_owned(),
                            writer: provider
                                .create_file(to, options)
                                .await
                                .map_err(with_advice)?,
                            modified: entry.modified,
                        })
                    }
                };
                Ok(())
            }
            (Target::None, TreePart::Data(_)) => Ok(()),
            (Target::Tree(tree), part) => tree.write(part).await,
            (Target::File(file), TreePart::Data(data)) => {
                let written = file.writer.write_all(&data).await;
                written.map_err(|error| io_error("write", &file.path, error))
            }
            (Target::File(..), TreePart::Entry(_)) => Ok(()),
        }
    }

    async fn finish(self, files: &Files) -> Result<()> {
        match self {
            Target::None => Ok(()),
            Target::Tree(tree) => tree.finish().await,
            Target::File(OneFile {
                path,
                writer,
                modified,
            }) => {
                writer.finish().await?;
                files
                    .change(FileChange::SetModified { path, modified })
                    .await
            }
        }
    }
}

/// Parts on their way from the thread that reads.
#[derive(Default)]
struct Batch {
    parts: Vec<TreePart>,
    bytes: usize,
    is_last: bool,
}

/// Collects parts. A failure to send means that nobody wants them.
struct Parts<'a> {
    sender: &'a mpsc::Sender<Batch>,
    batch: Batch,
}

impl Parts<'_> {
    fn push(&mut self, part: TreePart) -> Result<()> {
        if let TreePart::Data(data) = &part {
            self.batch.bytes += data.len();
        }
        self.batch.parts.push(part);
        match self.batch.parts.len() >= BATCH || self.batch.bytes >= CHUNK {
            true => self.send(),
            false => Ok(()),
        }
    }

    fn send(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        let sent = self.sender.blocking_send(batch);
        sent.map_err(|_| EngineError::new("send files to the sandbox").into())
    }

    /// All of a file, under the path that it gets.
    fn file(&mut self, from: &Path, path: PathBuf) -> Result<()> {
        let failed = |error| io_error("read", from, error);
        // A link that took the place of a file is not followed, a pipe not waited for.
        let calm = match path.as_os_str().is_empty() {
            true => OFlags::NONBLOCK,
            false => OFlags::NONBLOCK | OFlags::NOFOLLOW,
        };
        let mut options = File::options();
        options.read(true).custom_flags(calm.bits() as i32);
        let mut file = options.open(from).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(FileError::classify("read", from, Errno::EINVAL));
        }
        let size = metadata.len();
        self.push(entry(path, &metadata, TreeKind::File(size)))?;
        loop {
            let room = usize::try_from(size).unwrap_or(CHUNK).clamp(1, CHUNK);
            let mut data = Vec::with_capacity(room);
            let part = (&mut file).take(room as u64);
            match { part }.read_to_end(&mut data).map_err(failed)? {
                0 => return Ok(()),
                _ => self.push(TreePart::Data(data))?,
            }
        }
    }
}

fn read_one(from: &Path, metadata: Metadata, sender: &mpsc::Sender<Batch>) -> Result<Vec<Skipped>> {
    if !metadata.is_file() {
        return Err(FileError::classify("read", from, Errno::EINVAL));
    }
    let batch = Batch::default();
    let mut parts = Parts { sender, batch };
    parts.file(from, PathBuf::new())?;
    parts.batch.is_last = true;
    parts.send()?;
    Ok(Vec::new())
}

fn read_folder(from: &Path, sender: &mpsc::Sender<Batch>) -> Result<Vec<Skipped>> {
    let batch = Batch::default();
    let mut parts = Parts { sender, batch };
    let mut skipped = Vec::new();
    for found in walkdir::WalkDir::new(from).follow_root_links(true) {
        let found = found.map_err(|error| walk_error(from, error))?;
        let path = found.path().strip_prefix(from).unwrap_or(found.path());
        let failed = |error| io_error("read", found.path(), error);
        let kind = found.file_type();
        if kind.is_file() {
            parts.file(found.path(), path.to_owned())?;
        } else if kind.is_dir() {
            let metadata = std::fs::metadata(found.path()).map_err(failed)?;
            parts.push(entry(path.to_owned(), &metadata, TreeKind::Directory))?;
        } else if kind.is_symlink() {
            let metadata = found.metadata().map_err(|error| walk_error(from, error))?;
            let target = std::fs::read_link(found.path()).map_err(failed)?;
            parts.push(entry(path.to_owned(), &metadata, TreeKind::Symlink(target)))?;
        } else {
            skipped.push(Skipped::new(path, SPECIAL));
        }
    }
    parts.batch.is_last = true;
    parts.send()?;
    Ok(skipped)
}

fn entry(path: PathBuf, metadata: &Metadata, kind: TreeKind) -> TreePart {
    TreePart::Entry(TreeEntry {
        path,
        kind,
        mode: metadata.permissions().mode() & 0o7777,
        modified: metadata.modified().unwrap_or(std::time::UNIX_EPOCH),
    })
}

fn walk_error(from: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(from).to_owned();
    let error = error
        .into_io_error()
        .unwrap_or_else(|| std::io::Error::other("the folder leads into itself"));
    io_error("read", &path, error)
}
