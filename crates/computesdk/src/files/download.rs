//! Files and folders of the sandbox, to the host.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use computesdk_model::{
    EngineError, Error, ResourceExhaustedError, ResourceKind, Result, TreeKind, TreePart,
};
use computesdk_provider::io_error;
use tokio::sync::mpsc;

use super::call::{FileCall, Files, Operation};
use super::host::{Given, HostFolder, NotMade};
use super::transfer::{OnProgress, Progress, Skipped, Transfer, place, with_advice};
use crate::sandbox::Sandbox;

/// Parts are handed on together once there are so many, or so many bytes of them.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 256 << 10;

impl Sandbox {
    /// Copies a file or a folder of the sandbox to the host, with permission bits and
    /// times. `to` is the path that it gets, or with a slash at its end the folder that
    /// it is put into under its own name. Into a folder that is there already a
    /// directory is merged, and missing ones are made.
    ///
    /// What comes out is not to be trusted, so nothing is ever written outside of
    /// `to`: symbolic links that lead out of it are left out and named in the result,
    /// set-uid bits too are left behind, and links that are in the way are replaced,
    /// not followed.
    ///
    /// # Errors
    ///
    /// `NotFound` and [`Error::File`](crate::Error::File) with the path, of the sandbox
    /// or of the host, and the system's error number; `ResourceExhausted` where the
    /// host's disk is full; `SandboxGone`, `Engine`. What has travelled until then
    /// stays.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let received = sandbox.download("results", "./results").await?;
    /// for skipped in &received.skipped {
    ///     eprintln!("left out {skipped}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn download(&self, from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> FileCall<Download> {
        let (from, to) = (from.into(), to.into());
        let on_progress = None;
        FileCall::new(
            self,
            Download {
                from,
                to,
                most: None,
                on_progress,
            },
        )
    }
}

/// Something to download: see [`Sandbox::download`].
pub struct Download {
    from: PathBuf,
    to: PathBuf,
    most: Option<u64>,
    on_progress: Option<OnProgress>,
}

impl FileCall<Download> {
    /// Most bytes of all files together, holes too: with more it fails, as
    /// `ResourceExhausted`, before they are written. A sparse file takes nothing of the
    /// sandbox's disk, and what it seems to have of the host's.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.download("results", "./results").max_bytes(100 << 20).await?;
    /// # Ok(()) }
    /// ```
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.operation.most = Some(bytes);
        self
    }

    /// Calls this from time to time with how far it is.
    pub fn on_progress(mut self, call: impl FnMut(Progress) + Send + 'static) -> Self {
        self.operation.on_progress = Some(Box::new(call));
        self
    }
}

fn length(kind: &TreeKind) -> u64 {
    match kind {
        TreeKind::File(length) => *length,
        TreeKind::Directory | TreeKind::Symlink(_) => 0,
    }
}

fn too_much(most: u64) -> Error {
    ResourceExhaustedError {
        kind: ResourceKind::Space,
        detail: format!("there is more to download than {most} bytes"),
        errno: None,
        hints: Vec::new(),
    }
    .into()
}

impl Operation for Download {
    type Output = Transfer;

    async fn run(mut self, files: Files) -> Result<Transfer> {
        let from = files.absolute(&self.from)?;
        let mut parts = files.provider()?.read_tree(&from, files.user).await?;
        let (sender, batches) = mpsc::channel(4);
        let to = place(&self.from, &self.to);
        let writing = tokio::task::spawn_blocking(move || write(&to, batches));
        let mut progress = Progress::default();
        let received = self.receive(&mut *parts, &sender, &mut progress).await;
        drop(sender);
        let written = writing.await.unwrap_or_else(|error| {
            let step = EngineError::new("write files to the host");
            Err(step.cause(io::Error::other(error)).into())
        });
        // What could not be written ends the receiving: it is the first failure.
        let skipped = written?;
        received?;
        Ok(Transfer {
            files: progress.files,
            bytes: progress.bytes,
            skipped,
        })
    }
}

/// Parts on their way to the thread that writes; none at the end of all.
type Batch = Option<Vec<TreePart>>;

impl Download {
    async fn receive(
        &mut self,
        parts: &mut dyn computesdk_provider::Stream<TreePart>,
        sender: &mpsc::Sender<Batch>,
        progress: &mut Progress,
    ) -> Result<()> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(part) = parts.next().await? {
            progress.add(&part);
            // Of what is too large nothing need be written first.
            let coming = match &part {
                TreePart::Entry(entry) => length(&entry.kind),
                TreePart::Data(_) => 0,
            };
            if let Some(most) = self.most
                && progress.bytes.saturating_add(coming) > most
            {
                return Err(too_much(most));
            }
            if let TreePart::Data(data) = &part {
                bytes += data.len();
            }
            batch.push(part);
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                bytes = 0;
                if sender.send(Some(std::mem::take(&mut batch))).await.is_err() {
                    // The writer says why.
                    return Ok(());
                }
                if let Some(call) = &mut self.on_progress {
                    call(*progress);
                }
            }
        }
        // Nobody to send it to: the writer says why.
        let _ = sender.send(Some(batch)).await;
        let _ = sender.send(None).await;
        if let Some(call) = &mut self.on_progress {
            call(*progress);
        }
        Ok(())
    }
}

/// Writes what comes, until the end of all. Where the parts end before, it leaves what
/// it has.
fn write(to: &Path, mut batches: mpsc::Receiver<Batch>) -> Result<Vec<Skipped>> {
    let mut target = Target::None;
    let mut skipped = Vec::new();
    while let Some(Some(batch)) = batches.blocking_recv() {
        for part in batch {
            target.write(to, part, &mut skipped)?;
        }
    }
    target.finish(to)?;
    Ok(skipped)
}

enum Target {
    None,
    Folder(HostFolder, PathBuf),
    File(File, Option<Given>),
}

impl Target {
    fn write(&mut self, to: &Path, part: TreePart, skipped: &mut Vec<Skipped>) -> Result<()> {
        let failed = |error| io_error("write", to, error);
        match (&mut *self, part) {
            (Target::None, TreePart::Entry(entry)) if entry.kind == TreeKind::Directory => {
                let mut folder = HostFolder::open(to).map_err(failed)?;
                // Itself cannot be skipped.
                let _ = folder.entry(entry);
                *self = Target::Folder(folder, to.to_owned());
            }
            (Target::None, TreePart::Entry(entry)) => {
                if let Some(parent) = to.parent() {
                    std::fs::create_dir_all(parent).map_err(failed)?;
                }
                let created = create(to).map_err(failed);
                let (file, is_new) = created.map_err(with_advice)?;
                *self = Target::File(file, is_new.then(|| Given::of(&entry)));
            }
            (Target::None, TreePart::Data(_)) => {}
            (Target::File(file, _), TreePart::Data(data)) => {
                file.write_all(&data).map_err(failed)?
            }
            (Target::File(..), TreePart::Entry(_)) => {}
            (Target::Folder(folder, latest), TreePart::Entry(entry)) => {
                *latest = to.join(&entry.path);
                let path = entry.path.clone();
                match folder.entry(entry) {
                    Ok(()) => {}
                    Err(NotMade::Skipped(reason)) => skipped.push(Skipped::new(path, reason)),
                    Err(NotMade::Failed(error)) => return Err(io_error("write", latest, error)),
                }
            }
            (Target::Folder(folder, latest), TreePart::Data(data)) => {
                let written = folder.data(&data);
                written.map_err(|error| io_error("write", latest, error))?;
            }
        }
        Ok(())
    }

    fn finish(self, to: &Path) -> Result<()> {
        match self {
            Target::None | Target::File(_, None) => Ok(()),
            Target::File(file, Some(given)) => {
                let given = given.give(file);
                given.map_err(|error| io_error("write", to, error))
            }
            Target::Folder(folder, _) => folder
                .finish()
                .map_err(|(path, error)| io_error("write", &to.join(path), error)),
        }
    }
}

/// A file of the host, at a path that is the caller's own word, and whether it is new.
/// What is there keeps what it is: it may be a terminal or a pipe.
fn create(path: &Path) -> io::Result<(File, bool)> {
    let mut options = File::options();
    options.write(true).mode(0o600);
    match options.clone().create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let file = options.create(true).truncate(true).open(path)?;
            Ok((file, false))
        }
        made => Ok((made?, true)),
    }
}
