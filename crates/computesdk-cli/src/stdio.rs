//! Our own standard input, output and error, as bytes.
//!
//! The standard library's handles buffer by line, and tokio's are made of
//! them. Here a chunk is handed on as soon as it has come.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::sync::Arc;

use rustix::event::{PollFd, PollFlags, poll};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::task::spawn_blocking;

use crate::screen::Screen;

/// What a pipe holds.
const CHUNK: usize = 64 << 10;

/// One of our standard streams.
///
/// A call that its user has dropped goes on in its thread. That is harmless:
/// the program ends without waiting for it.
#[derive(Clone, Debug)]
pub(crate) struct Stdio(Arc<File>);

/// Why a copy ended early.
#[derive(Debug)]
pub(crate) enum CopyError {
    /// Reading failed.
    Read(io::Error),
    /// Writing failed.
    Write(io::Error),
}

impl Stdio {
    /// Standard input.
    pub(crate) fn input() -> io::Result<Self> {
        Self::of(io::stdin())
    }

    /// Standard output.
    pub(crate) fn output() -> io::Result<Self> {
        Self::of(io::stdout())
    }

    /// Standard error.
    pub(crate) fn error() -> io::Result<Self> {
        Self::of(io::stderr())
    }

    fn of(stream: impl AsFd) -> io::Result<Self> {
        let owned = stream.as_fd().try_clone_to_owned()?;
        Ok(File::from(owned).into())
    }

    /// Copies a stream of the sandbox to this one, until it ends; where this is a
    /// terminal with a line of ours, in turns with that.
    pub(crate) async fn copy_from(
        &self,
        mut from: impl AsyncRead + Unpin,
        screen: Option<&Screen>,
    ) -> Result<(), CopyError> {
        let mut buffer = vec![0; CHUNK];
        loop {
            let length = from.read(&mut buffer).await.map_err(CopyError::Read)?;
            if length == 0 {
                return Ok(());
            }
            let turn = match screen {
                Some(screen) => Some(screen.clear().await.map_err(CopyError::Write)?),
                None => None,
            };
            buffer = self.write(buffer, length).await.map_err(CopyError::Write)?;
            if let Some(turn) = turn {
                turn.wrote(&buffer[..length]);
            }
        }
    }

    /// Copies this stream into one of the sandbox, until it ends.
    pub(crate) async fn copy_to(
        &self,
        to: &mut (impl AsyncWrite + Unpin),
    ) -> Result<(), CopyError> {
        let mut buffer = vec![0; CHUNK];
        loop {
            let length;
            (buffer, length) = self.read(buffer).await.map_err(CopyError::Read)?;
            if length == 0 {
                return Ok(());
            }
            to.write_all(&buffer[..length])
                .await
                .map_err(CopyError::Write)?;
            to.flush().await.map_err(CopyError::Write)?;
        }
    }

    /// Writes a text.
    pub(crate) async fn put(&self, text: String) -> io::Result<()> {
        let length = text.len();
        self.write(text.into_bytes(), length).await.map(drop)
    }

    async fn read(&self, mut buffer: Vec<u8>) -> io::Result<(Vec<u8>, usize)> {
        let file = Arc::clone(&self.0);
        spawn_blocking(move || {
            let length = retry(&file, PollFlags::IN, || (&*file).read(&mut buffer))?;
            Ok((buffer, length))
        })
        .await?
    }

    async fn write(&self, buffer: Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
        let file = Arc::clone(&self.0);
        spawn_blocking(move || {
            let mut rest = &buffer[..length];
            while !rest.is_empty() {
                let written = retry(&file, PollFlags::OUT, || (&*file).write(rest))?;
                rest = &rest[written..];
            }
            Ok(buffer)
        })
        .await?
    }
}

impl From<File> for Stdio {
    fn from(file: File) -> Self {
        Stdio(Arc::new(file))
    }
}

/// Calls again after an interruption, and waits where whoever gave us the
/// descriptor made it non-blocking.
fn retry(
    file: &File,
    readiness: PollFlags,
    mut call: impl FnMut() -> io::Result<usize>,
) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                match poll(&mut [PollFd::new(file, readiness)], None) {
                    Ok(_) | Err(rustix::io::Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            result => return result,
        }
    }
}
