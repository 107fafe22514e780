//! Files of the sandbox: asked of processes inside that have the user's rights.
//!
//! What comes out is descriptors of regular files, and words. The host resolves no
//! path of the sandbox.

mod calls;
pub(crate) mod convert;
mod reader;
mod server;
mod stream;
pub(crate) mod tree;
mod writer;

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use computesdk_init::protocol::files::{self as wire, Blob, FromFiles, ToFiles};
use computesdk_model::{
    DirectoryEntry, Errno, Error, FileChange, FileStat, Hint, InvalidArgumentError, ResourceKind,
    Result, Temporary, TreePart, User, WatchEvent, WriteOptions,
};
use computesdk_provider::{FileWriter, Files, OpenFile, Range, Stream, TreeWriter};

use super::LocalSandbox;
pub(super) use calls::Servers;
use convert::{request, stat};
use reader::FileReader;
use server::{Answer, unexpected};
use stream::Answers;
use tree::{ReadTree, WriteTree};
use writer::LocalWriter;

impl LocalSandbox {
    /// Asks for something that has one answer.
    async fn ask(
        &self,
        user: User,
        operation: &str,
        path: &Path,
        request: ToFiles,
    ) -> Result<Answer> {
        let calls = self.servers.call(&self.connection, user);
        calls.await?.ask(operation, path, request).await
    }
}

#[async_trait]
impl Files for LocalSandbox {
    async fn read_file(&self, path: &Path, user: User, range: Range) -> Result<OpenFile> {
        let request = ToFiles::Read(wire::Read {
            path: blob(path)?,
            offset: range.offset,
            length: range.length,
        });
        match self.ask(user, "read", path, request).await? {
            (FromFiles::Content(content), _) => Ok(OpenFile {
                stat: stat(content.stat),
                content: Box::new(std::io::Cursor::new(content.bytes.0)),
            }),
            (FromFiles::Opened(record), Some(file)) => Ok(OpenFile {
                stat: stat(record),
                content: Box::new(FileReader::new(server::regular(file, path)?, range)),
            }),
            _ => Err(unexpected()),
        }
    }

    async fn create_file(&self, path: &Path, options: WriteOptions) -> Result<Box<dyn FileWriter>> {
        let writer = self.begin(path, options).await?;
        Ok(Box::new(writer))
    }

    async fn write_file(&self, path: &Path, options: WriteOptions, content: &[u8]) -> Result<()> {
        if content.len() > wire::INLINE {
            return self.begin(path, options).await?.write_whole(content).await;
        }
        let write = convert::write(blob(path)?, options, Blob(content.to_vec()));
        let request = ToFiles::Write(write);
        done(self.ask(options.user, "write", path, request).await?)
    }

    async fn stat(&self, path: &Path, user: User, follow: bool) -> Result<FileStat> {
        let request = ToFiles::Stat(wire::Stat {
            path: blob(path)?,
            follow,
        });
        match self.ask(user, "stat", path, request).await? {
            (FromFiles::Stat(record), _) => Ok(stat(record)),
            _ => Err(unexpected()),
        }
    }

    async fn list(
        &self,
        path: &Path,
        user: User,
        depth: u32,
    ) -> Result<Box<dyn Stream<Vec<DirectoryEntry>>>> {
        let request = ToFiles::List(wire::List {
            path: blob(path)?,
            depth,
        });
        let answers = self.answers(user, "list", path, request).await?;
        Ok(Box::new(answers.first().await?))
    }

    async fn change(&self, change: FileChange, user: User) -> Result<()> {
        let (operation, path) = convert::operation(&change);
        let request = ToFiles::Change(request(&change)?);
        done(self.ask(user, operation, path, request).await?)
    }

    async fn temporary(&self, temporary: Temporary, user: User) -> Result<PathBuf> {
        let Temporary {
            directory,
            prefix,
            suffix,
            is_directory,
        } = temporary;
        let request = ToFiles::Temporary(wire::Temporary {
            directory: blob(&directory)?,
            prefix: Blob(part_of_name("prefix", prefix)?),
            suffix: Blob(part_of_name("suffix", suffix)?),
            is_directory,
        });
        let operation = "make a temporary file in";
        match self.ask(user, operation, &directory, request).await? {
            (FromFiles::Path(path), _) => Ok(convert::path(path)),
            _ => Err(unexpected()),
        }
    }

    async fn read_tree(&self, path: &Path, user: User) -> Result<Box<dyn Stream<TreePart>>> {
        let request = ToFiles::ReadTree(blob(path)?.0);
        let answers = self.answers(user, "read", path, request).await?;
        Ok(Box::new(ReadTree::new(answers).await?))
    }

    async fn write_tree(&self, path: &Path, user: User) -> Result<Box<dyn TreeWriter>> {
        let request = ToFiles::WriteTree(blob(path)?.0);
        let answers = self.answers(user, "write", path, request).await?;
        Ok(Box::new(WriteTree::new(answers)))
    }

    async fn watch(
        &self,
        path: &Path,
        user: User,
        recursive: bool,
    ) -> Result<Box<dyn Stream<Vec<WatchEvent>>>> {
        let request = ToFiles::Watch(wire::Watch {
            path: blob(path)?,
            recursive,
        });
        let mut answers = self.answers(user, "watch", path, request).await?;
        match answers.next().await.map_err(out_of_watches)? {
            (FromFiles::Done(()), _) => Ok(Box::new(stream::Events(answers))),
            _ => Err(unexpected()),
        }
    }
}

impl LocalSandbox {
    async fn begin(&self, path: &Path, options: WriteOptions) -> Result<LocalWriter> {
        let write = convert::write(blob(path)?, options, Blob::default());
        let request = ToFiles::Begin(write);
        let mut answers = self.answers(options.user, "write", path, request).await?;
        match answers.next().await? {
            (FromFiles::Opened(_), Some(file)) => {
                let file = server::regular(file, path)?;
                Ok(LocalWriter::new(file, answers))
            }
            _ => Err(unexpected()),
        }
    }

    /// Asks for something that has many answers.
    async fn answers(
        &self,
        user: User,
        operation: &'static str,
        path: &Path,
        request: ToFiles,
    ) -> Result<Answers> {
        let server = self.servers.start(&self.connection, user).await?;
        Answers::to(server, operation, path, request).await
    }
}

fn done((answer, _): Answer) -> Result<()> {
    match answer {
        FromFiles::Done(()) => Ok(()),
        _ => Err(unexpected()),
    }
}

/// The kernel has its own meaning for these numbers where it is to watch: it is not
/// the disk that is full.
fn out_of_watches(mut error: Error) -> Error {
    if let Error::ResourceExhausted(exhausted) = &mut error
        && matches!(exhausted.errno, Some(Errno::ENOSPC | Errno::EMFILE))
    {
        exhausted.kind = ResourceKind::Watches;
        exhausted.hints = vec![Hint::new(
            "watch less at once, or raise fs.inotify.max_user_watches and \
             fs.inotify.max_user_instances of the host",
        )];
    }
    error
}

/// A path that can be asked about.
fn blob(path: &Path) -> Result<Blob> {
    let bytes = path.as_os_str().as_bytes();
    if !path.is_absolute() || bytes.contains(&0) {
        let reason = format!("{path:?} is not an absolute path without a NUL byte");
        return Err(InvalidArgumentError::new("path", reason).into());
    }
    Ok(Blob(bytes.to_vec()))
}

fn part_of_name(argument: &str, text: String) -> Result<Vec<u8>> {
    match text.contains(['/', '\0']) {
        true => {
            let reason = format!("{text:?} has a slash or a NUL byte in it");
            Err(InvalidArgumentError::new(argument, reason).into())
        }
        false => Ok(text.into_bytes()),
    }
}
