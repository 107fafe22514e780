//! The files of a sandbox.

use std::io;
use std::path::Path;

use computesdk_model::{EngineError, Error, InvalidArgumentError, Result, User};
use computesdk_provider::{Reader, WriteOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::Sandbox;
use crate::exec::validate;
use crate::hints;

/// Permission bits of a new file.
const MODE: u32 = 0o644;

/// Files. Paths are inside the sandbox; relative ones start at
/// [`pwd`](Sandbox::pwd).
impl Sandbox {
    /// Reads a whole file.
    ///
    /// # Errors
    ///
    /// `NotFound` where it does not exist, `InvalidArgument` where it is no
    /// regular file or may not be read; `SandboxGone`, `Engine`.
    pub async fn read_file(&self, path: impl AsRef<Path>) -> Result<Vec<u8>> {
        let path = path.as_ref();
        let mut reader = self.open(path, User::default()).await?;
        let mut bytes = Vec::new();
        match reader.read_to_end(&mut bytes).await {
            Ok(_) => Ok(bytes),
            Err(cause) => Err(failed("read the file", path, cause)),
        }
    }

    /// Reads a whole file as UTF-8 text.
    ///
    /// # Errors
    ///
    /// As [`read_file`](Sandbox::read_file); `InvalidArgument` where it is not
    /// UTF-8.
    pub async fn read_text(&self, path: impl AsRef<Path>) -> Result<String> {
        let path = path.as_ref();
        String::from_utf8(self.read_file(path).await?).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let file = format!("file {}", path.display());
            InvalidArgumentError::new(file, format!("it is not UTF-8 text at byte {at}")).into()
        })
    }

    /// Writes a whole file. What it had before is gone; missing parent
    /// directories are made.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where it is no regular file or may not be written,
    /// `ResourceExhausted` where the sandbox's disk is full; `SandboxGone`,
    /// `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.write_file("data/numbers.txt", "1\n2\n").await?;
    /// assert_eq!(sandbox.read_text("data/numbers.txt").await?, "1\n2\n");
    /// # Ok(()) }
    /// ```
    pub async fn write_file(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Result<()> {
        let path = path.as_ref();
        validate::path("path", path)?;
        let options = WriteOptions {
            user: User::default(),
            mode: MODE,
        };
        let absolute = self.absolute(path);
        let mut writer = self.alive()?.write_file(&absolute, options).await?;
        let written = async {
            writer.write_all(bytes.as_ref()).await?;
            writer.shutdown().await
        };
        written
            .await
            .map_err(|cause| failed("write the file", path, cause))
    }

    pub(crate) async fn open(&self, path: &Path, user: User) -> Result<Reader> {
        validate::path("path", path)?;
        self.alive()?.read_file(&self.absolute(path), user).await
    }
}

fn failed(step: &str, path: &Path, cause: io::Error) -> Error {
    hints::for_file(EngineError::new(step).path(path).cause(cause))
}
