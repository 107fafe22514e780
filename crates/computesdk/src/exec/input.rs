//! What a command reads on its standard input.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use computesdk_model::{EngineError, Error, Result};
use computesdk_provider::{Reader, Writer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

/// Size of the pieces in which a reader is passed on.
const CHUNK: usize = 64 * 1024;

/// Standard input for a command: bytes, text, or an async reader.
///
/// ```
/// use computesdk::Input;
///
/// let text = Input::from("one\ntwo\n");
/// let bytes = Input::from(vec![0, 255]);
/// let reader = Input::reader(tokio::io::repeat(b'y'));
/// # drop((text, bytes, reader));
/// ```
pub struct Input(Source);

enum Source {
    Bytes(Bytes),
    // Never locked: so that options can be shared while they are read.
    Reader(Mutex<Reader>),
}

impl Input {
    /// Input from a reader, read as fast as the command takes it.
    pub fn reader(reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
        Input(Source::Reader(Mutex::new(Box::new(reader))))
    }

    /// Writes it all to the command and closes. A command that stops reading
    /// early has what it wanted: that is no error.
    pub(crate) async fn feed(self, mut stdin: Writer) -> Result<()> {
        let reading_on = match self.0 {
            Source::Bytes(bytes) => write(&mut stdin, &bytes).await?,
            Source::Reader(reader) => {
                let reader = reader.into_inner().unwrap_or_else(PoisonError::into_inner);
                copy(reader, &mut stdin).await?
            }
        };
        if !reading_on {
            return Ok(());
        }
        match stdin.shutdown().await {
            Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(failed("close standard input", cause))
            }
            _ => Ok(()),
        }
    }
}

/// Passes a reader on; false where the command no longer reads.
async fn copy(mut reader: Reader, stdin: &mut Writer) -> Result<bool> {
    let mut chunk = Vec::with_capacity(CHUNK);
    loop {
        let read = reader.read_buf(&mut chunk).await;
        if read.map_err(|cause| failed("read the command's input", cause))? == 0 {
            return Ok(true);
        }
        if !write(stdin, &chunk).await? {
            return Ok(false);
        }
        chunk.clear();
    }
}

/// Writes everything; false where the command no longer reads.
async fn write(stdin: &mut Writer, bytes: &[u8]) -> Result<bool> {
    match stdin.write_all(bytes).await {
        Ok(()) => Ok(true),
        Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        Err(cause) => Err(failed("write to standard input", cause)),
    }
}

fn failed(step: &str, cause: std::io::Error) -> Error {
    EngineError::new(step).cause(cause).into()
}

impl From<Bytes> for Input {
    fn from(bytes: Bytes) -> Self {
        Input(Source::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Input {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&[u8]> for Input {
    fn from(bytes: &[u8]) -> Self {
        Bytes::copy_from_slice(bytes).into()
    }
}

impl From<String> for Input {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&str> for Input {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Bytes(bytes) => write!(f, "Input({} bytes)", bytes.len()),
            Source::Reader(_) => f.write_str("Input(reader)"),
        }
    }
}
