//! Files and folders of the sandbox, as a tar archive.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::UNIX_EPOCH;

use bytes::{Buf, Bytes};
use computesdk_model::{Result, TreeEntry, TreeKind, TreePart, User};
use computesdk_provider::Stream;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use super::call::{FileCall, Files, Operation};
use crate::sandbox::Sandbox;

/// What an archive is made of, in bytes.
const BLOCK: usize = 512;
/// Pieces that wait for a reader.
const AHEAD: usize = 4;
/// What fills up a file that was cut while it was read, piece by piece: its length was
/// the sandbox's own word.
static ZEROS: [u8; 64 << 10] = [0; 64 << 10];

impl Sandbox {
    /// Packs a file, or what is in a directory, into a tar archive, as a stream: with
    /// permission bits, times and symbolic links, and names of any length. Paths in it
    /// are from the directory. Pipes, sockets and devices are left out.
    ///
    /// # Errors
    ///
    /// As [`list`](Sandbox::list). What fails later is an error of the stream.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let mut archive = sandbox.archive("results").await?;
    /// let mut file = tokio::fs::File::create("results.tar").await.expect("a file of ours");
    /// tokio::io::copy(&mut archive, &mut file).await.expect("the archive is whole");
    /// # Ok(()) }
    /// ```
    pub fn archive(&self, path: impl Into<PathBuf>) -> FileCall<MakeArchive> {
        let path = path.into();
        FileCall::new(self, MakeArchive { path })
    }
}

/// What to pack: see [`Sandbox::archive`].
#[derive(Debug)]
pub struct MakeArchive {
    path: PathBuf,
}

impl Operation for MakeArchive {
    type Output = Archive;

    async fn run(self, files: Files) -> Result<Archive> {
        let path = files.absolute(&self.path)?;
        let parts = files.provider()?.read_tree(&path, files.user).await?;
        let name = path.file_name().map_or_else(PathBuf::new, PathBuf::from);
        let (sender, pieces) = mpsc::channel::<Piece>(AHEAD);
        let encoder = Encoder {
            name,
            user: files.user,
            left: 0,
            padding: 0,
            sender,
        };
        let packing = tokio::spawn(async move {
            // The sandbox lives until all is packed.
            let _files = files;
            encoder.run(parts).await;
        });
        Ok(Archive {
            piece: Bytes::new(),
            pieces,
            ended: false,
            _packing: AbortOnDropHandle::new(packing),
        })
    }
}

/// A tar archive that is being made: see [`Sandbox::archive`].
pub struct Archive {
    piece: Bytes,
    pieces: mpsc::Receiver<Piece>,
    ended: bool,
    _packing: AbortOnDropHandle<()>,
}

/// The next bytes; none at the end. That nothing comes any more is no end.
type Piece = io::Result<Option<Bytes>>;

impl AsyncRead for Archive {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.piece.is_empty() {
            match ready!(self.pieces.poll_recv(cx)).transpose()? {
                Some(Some(piece)) => self.piece = piece,
                Some(None) => {
                    self.pieces.close();
                    self.ended = true;
                }
                None if self.ended => return Poll::Ready(Ok(())),
                None => return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
            }
        }
        let length = self.piece.len().min(buffer.remaining());
        buffer.put_slice(&self.piece[..length]);
        self.piece.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Archive")
    }
}

/// Turns parts into the bytes of an archive.
struct Encoder {
    /// Of a file that is packed alone.
    name: PathBuf,
    user: User,
    /// Bytes that the latest file was said to have and that did not come yet.
    left: u64,
    /// What fills its last block.
    padding: usize,
    sender: mpsc::Sender<Piece>,
}

/// The reader is gone, and wants no more.
struct Gone;

impl Encoder {
    async fn run(mut self, parts: Box<dyn Stream<TreePart>>) {
        let last = match self.pack(parts).await {
            Ok(Ok(())) => Ok(None),
            Ok(Err(error)) => Err(error),
            Err(Gone) => return,
        };
        let _ = self.sender.send(last).await;
    }

    async fn pack(&mut self, mut parts: Box<dyn Stream<TreePart>>) -> Result<io::Result<()>, Gone> {
        loop {
            let piece = match parts.next().await {
                Ok(Some(TreePart::Entry(entry))) => {
                    self.end_file().await?;
                    self.entry(entry)
                }
                Ok(Some(TreePart::Data(data))) => Ok(self.data(data)),
                Ok(None) => {
                    self.end_file().await?;
                    self.send(Bytes::from_static(&ZEROS[..2 * BLOCK])).await?;
                    return Ok(Ok(()));
                }
                Err(error) => Err(io::Error::other(error)),
            };
            match piece {
                Ok(piece) => self.send(piece.into()).await?,
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    async fn send(&self, piece: Bytes) -> Result<(), Gone> {
        let sent = self.sender.send(Ok(Some(piece))).await;
        sent.map_err(|_| Gone)
    }

    fn entry(&mut self, entry: TreeEntry) -> io::Result<Vec<u8>> {
        let path = match entry.path.as_os_str().is_empty() {
            // The directory itself is where the archive is unpacked.
            true if entry.kind == TreeKind::Directory => return Ok(Vec::new()),
            true => &*self.name,
            false => &*entry.path,
        };
        let header = header(&entry, self.user);
        let bytes = encoded(header, path, &entry.kind)?;
        if let TreeKind::File(size) = entry.kind {
            self.left = size;
            self.padding = (size.next_multiple_of(BLOCK as u64) - size) as usize;
        }
        Ok(bytes)
    }

    /// A file that grows while it is read gives no more than it was said to have.
    fn data(&mut self, mut data: Vec<u8>) -> Vec<u8> {
        data.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= data.len() as u64;
        data
    }

    /// Fills up the latest file: one that was cut while it was read ends with zeros.
    async fn end_file(&mut self) -> Result<(), Gone> {
        let mut missing = std::mem::take(&mut self.left);
        while missing > 0 {
            let length = missing.min(ZEROS.len() as u64);
            missing -= length;
            let zeros = Bytes::from_static(&ZEROS[..length as usize]);
            self.send(zeros).await?;
        }
        let padding = std::mem::take(&mut self.padding);
        self.send(Bytes::from_static(&ZEROS[..padding])).await
    }
}

fn header(entry: &TreeEntry, user: User) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_mode(entry.mode);
    header.set_uid(user.uid().into());
    header.set_gid(user.uid().into());
    let since = entry.modified.duration_since(UNIX_EPOCH);
    header.set_mtime(since.unwrap_or_default().as_secs());
    header.set_size(0);
    header
}

/// The blocks before an entry's content, with those for a long name.
fn encoded(mut header: tar::Header, path: &Path, kind: &TreeKind) -> io::Result<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    match kind {
        TreeKind::File(size) => {
            header.set_entry_type(tar::EntryType::Regular);
            header.set_size(*size);
            builder.append_data(&mut header, path, io::empty())?;
        }
        TreeKind::Directory => {
            header.set_entry_type(tar::EntryType::Directory);
            builder.append_data(&mut header, path, io::empty())?;
        }
        TreeKind::Symlink(target) => {
            header.set_entry_type(tar::EntryType::Symlink);
            builder.append_link(&mut header, path, target)?;
        }
    }
    let mut bytes = builder.into_inner()?;
    // Without the end of an archive.
    bytes.truncate(bytes.len() - 2 * BLOCK);
    Ok(bytes)
}

/// An archive of these parts.
#[cfg(feature = "fuzzing")]
pub(crate) async fn packed(parts: Box<dyn Stream<TreePart>>) -> io::Result<Vec<u8>> {
    let (sender, mut pieces) = mpsc::channel(AHEAD);
    let encoder = Encoder {
        name: PathBuf::new(),
        user: User::User,
        left: 0,
        padding: 0,
        sender,
    };
    let collecting = async {
        let mut archive = Vec::new();
        while let Some(piece) = pieces.recv().await {
            archive.extend(piece?.unwrap_or_default());
        }
        Ok(archive)
    };
    let ((), archive) = tokio::join!(encoder.run(parts), collecting);
    archive
}
