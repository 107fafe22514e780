//! A tar archive, into the sandbox.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, UNIX_EPOCH};

use computesdk_model::{
    EngineError, Errno, Error, FileChange, InvalidArgumentError, Result, TreeEntry, TreeKind,
    TreePart,
};
use tar::EntryType;
use tokio::io::AsyncRead;
use tokio::sync::mpsc;
use tokio_util::io::SyncIoBridge;

use super::call::{FileCall, Files, Operation};
use super::transfer::{OnProgress, Progress, SPECIAL, Skipped, Transfer};
use crate::sandbox::Sandbox;

/// Bytes of a file that are handed on at once.
const CHUNK: usize = 256 << 10;
/// Most bytes that say what an entry is: its name among them, which is read whole.
const MOST_HEADER: u64 = 1 << 20;

impl Sandbox {
    /// Unpacks a tar archive below a directory, which is made where it is missing, with
    /// permission bits, times and links. It may come from anybody: what would get out
    /// of the directory is left out and named in the result, as are devices and pipes.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where it is no whole archive; otherwise as
    /// [`upload`](Sandbox::upload). What was unpacked until then stays.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let archive = tokio::fs::File::open("project.tar").await.expect("a file of ours");
    /// let unpacked = sandbox.extract(archive, "project").await?;
    /// println!("{} files", unpacked.files);
    /// # Ok(()) }
    /// ```
    pub fn extract(
        &self,
        archive: impl AsyncRead + Send + Unpin + 'static,
        to: impl Into<PathBuf>,
    ) -> FileCall<Extract> {
        FileCall::new(
            self,
            Extract {
                archive: Box::new(archive),
                to: to.into(),
                on_progress: None,
            },
        )
    }
}

/// What to unpack: see [`Sandbox::extract`].
pub struct Extract {
    archive: Box<dyn AsyncRead + Send + Unpin>,
    to: PathBuf,
    on_progress: Option<OnProgress>,
}

impl FileCall<Extract> {
    /// Calls this from time to time with how far it is.
    pub fn on_progress(mut self, call: impl FnMut(Progress) + Send + 'static) -> Self {
        self.operation.on_progress = Some(Box::new(call));
        self
    }
}

impl Operation for Extract {
    type Output = Transfer;

    async fn run(mut self, files: Files) -> Result<Transfer> {
        let to = files.absolute(&self.to)?;
        let mut tree = files.provider()?.write_tree(&to, files.user).await?;
        let (sender, mut parts) = mpsc::channel(16);
        let archive = SyncIoBridge::new(self.archive);
        let decoding = tokio::task::spawn_blocking(move || Decoder::new(sender).decode(archive));
        let mut progress = Progress::default();
        let mut written = Ok(());
        while let Some(part) = parts.recv().await {
            progress.add(&part);
            let is_entry = matches!(part, TreePart::Entry(_));
            written = tree.write(part).await;
            if written.is_err() {
                break;
            }
            if let (true, Some(call)) = (is_entry, &mut self.on_progress) {
                call(progress);
            }
        }
        drop(parts);
        let decoded = decoding
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)));
        written?;
        let mut decoded = decoded.map_err(|error| bad_archive(&error))?;
        tree.finish().await?;
        let linked = files
            .link(&to, decoded.hard_links, &mut decoded.skipped)
            .await?;
        Ok(Transfer {
            files: progress.files + linked,
            bytes: progress.bytes,
            skipped: decoded.skipped,
        })
    }
}

fn bad_archive(error: &io::Error) -> Error {
    InvalidArgumentError::new("archive", error.to_string()).into()
}

/// What an archive has besides files, directories and symbolic links.
struct Decoded {
    /// Further names, and the names that are there.
    hard_links: Vec<(PathBuf, PathBuf)>,
    skipped: Vec<Skipped>,
}

/// Turns the bytes of an archive into parts.
struct Decoder {
    sender: mpsc::Sender<TreePart>,
    decoded: Decoded,
}

impl Decoder {
    fn new(sender: mpsc::Sender<TreePart>) -> Self {
        let decoded = Decoded {
            hard_links: Vec::new(),
            skipped: Vec::new(),
        };
        Decoder { sender, decoded }
    }

    fn decode(mut self, archive: impl Read) -> io::Result<Decoded> {
        let left = Rc::new(Cell::new(MOST_HEADER));
        let archive = Bounded {
            archive,
            left: Rc::clone(&left),
        };
        for entry in tar::Archive::new(archive).entries()? {
            left.set(u64::MAX);
            let mut entry = entry?;
            self.entry(&mut entry)?;
            // What of it was left out, here: it is no header.
            io::copy(&mut entry, &mut io::sink())?;
            left.set(MOST_HEADER);
        }
        Ok(self.decoded)
    }

    fn entry(&mut self, entry: &mut tar::Entry<'_, impl Read>) -> io::Result<()> {
        let shown = entry.path()?.into_owned();
        let Some(path) = downwards(&shown) else {
            return self.skip(shown, "its path leads out of the directory");
        };
        if path.as_os_str().is_empty() {
            return Ok(());
        }
        let kind = match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                TreeKind::File(entry.size())
            }
            EntryType::Directory => TreeKind::Directory,
            EntryType::Symlink => match entry.link_name()? {
                Some(target) if !has_nul(&target) => TreeKind::Symlink(target.into_owned()),
                _ => return self.skip(path, "it is a link that says nothing"),
            },
            EntryType::Link => {
                let target = entry.link_name()?.and_then(|target| downwards(&target));
                match target {
                    Some(target) => self.decoded.hard_links.push((path, target)),
                    None => return self.skip(path, "the link leads out of the directory"),
                }
                return Ok(());
            }
            _ => return self.skip(path, SPECIAL),
        };
        let header = entry.header();
        let modified = Duration::from_secs(header.mtime().unwrap_or_default());
        self.send(TreePart::Entry(TreeEntry {
            path,
            mode: header.mode()? & 0o7777,
            modified: UNIX_EPOCH.checked_add(modified).unwrap_or(UNIX_EPOCH),
            kind: kind.clone(),
        }))?;
        let TreeKind::File(size) = kind else {
            return Ok(());
        };
        let mut left = size;
        while left > 0 {
            let room = left.min(CHUNK as u64);
            let mut data = Vec::with_capacity(room as usize);
            let count = entry.take(room).read_to_end(&mut data)?;
            if count == 0 {
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    format!("it ends in the middle of {}", shown.display()),
                ));
            }
            left -= count as u64;
            self.send(TreePart::Data(data))?;
        }
        Ok(())
    }

    fn skip(&mut self, path: impl Into<PathBuf>, reason: &'static str) -> io::Result<()> {
        self.decoded.skipped.push(Skipped::new(path, reason));
        Ok(())
    }

    fn send(&self, part: TreePart) -> io::Result<()> {
        let sent = self.sender.blocking_send(part);
        // Whoever would have written it says why not.
        sent.map_err(|_| io::Error::other(EngineError::new("unpack further")))
    }
}

/// An archive that cannot have us read headers without end.
struct Bounded<R> {
    archive: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other("an entry's name has no end"));
        }
        let room = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let length = self.archive.read(&mut buffer[..room])?;
        self.left.set(left - length as u64);
        Ok(length)
    }
}

impl Files {
    /// Gives files that were unpacked their further names. No directory on the way may
    /// be a link, which could lead out.
    async fn link(
        &self,
        root: &Path,
        links: Vec<(PathBuf, PathBuf)>,
        skipped: &mut Vec<Skipped>,
    ) -> Result<u64> {
        let mut made = 0;
        for (path, target) in links {
            let parents: BTreeSet<&Path> = path
                .ancestors()
                .chain(target.ancestors())
                .filter(|at| ![&*path, &*target, Path::new("")].contains(at))
                .collect();
            let mut plain = true;
            for parent in parents {
                let parent = root.join(parent);
                let stat = self.provider()?.stat(&parent, self.user, false).await;
                plain &= stat.is_ok_and(|stat| stat.is_directory());
            }
            let change = FileChange::HardLink {
                path: root.join(&path),
                target: root.join(&target),
            };
            if !plain {
                skipped.push(Skipped::new(path, "the way to it leads over a link"));
                continue;
            }
            match self.link_anew(change, root.join(&path)).await {
                Ok(()) => made += 1,
                Err(Error::NotFound(_)) => {
                    skipped.push(Skipped::new(path, "its other name is not there"));
                }
                Err(Error::File(_)) => {
                    skipped.push(Skipped::new(path, "it cannot have a further name"));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(made)
    }

    /// In place of a file that is there, as with other entries.
    async fn link_anew(&self, change: FileChange, path: PathBuf) -> Result<()> {
        match self.change(change.clone()).await {
            Err(Error::File(error)) if error.errno == Errno::EEXIST => {
                let recursive = false;
                let remove = FileChange::Remove { path, recursive };
                self.change(remove).await?;
                self.change(change).await
            }
            linked => linked,
        }
    }
}

/// A path with names alone in it, which lead downwards.
fn downwards(path: &Path) -> Option<PathBuf> {
    if has_nul(path) {
        return None;
    }
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => plain.push(name),
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(plain)
}

fn has_nul(path: &Path) -> bool {
    path.as_os_str().as_bytes().contains(&0)
}

/// The parts of an archive, no more than so many.
#[cfg(feature = "fuzzing")]
pub(crate) fn parts(archive: &[u8], most: usize) -> io::Result<Vec<TreePart>> {
    let (sender, mut receiver) = mpsc::channel(16);
    std::thread::scope(|scope| {
        let decoding = scope.spawn(move || Decoder::new(sender).decode(archive));
        let parts = std::iter::from_fn(|| receiver.blocking_recv());
        let parts = parts.take(most).collect();
        // It ends where nobody takes more.
        drop(receiver);
        let decoded = decoding.join().expect("whatever it is, it is read");
        decoded.map(|_| parts)
    })
}
