//! A file about to be written.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::path::PathBuf;
use std::pin::Pin;

use computesdk_model::{Result, User};
use computesdk_provider::WriteOptions;
use tokio::io::AsyncWriteExt;

use super::failed;
use crate::exec::validate;
use crate::sandbox::Sandbox;

/// Permission bits of a new file.
const MODE: u32 = 0o644;

/// A file about to be written: what [`Sandbox::write_file`] makes. Set options,
/// then `.await` it.
#[must_use = "a file is written when this is awaited"]
pub struct WriteFile<'a> {
    sandbox: Sandbox,
    path: PathBuf,
    bytes: Box<dyn AsRef<[u8]> + Send + 'a>,
    user: User,
}

impl<'a> WriteFile<'a> {
    pub(super) fn new(
        sandbox: Sandbox,
        path: PathBuf,
        bytes: Box<dyn AsRef<[u8]> + Send + 'a>,
    ) -> Self {
        WriteFile {
            sandbox,
            path,
            bytes,
            user: User::default(),
        }
    }

    /// Who writes it, with that user's rights, and owns it where it is new:
    /// [`User::User`] unless told otherwise. So it is with missing parent
    /// directories.
    pub fn user(mut self, user: User) -> Self {
        self.user = user;
        self
    }

    async fn write(self) -> Result<()> {
        validate::path("path", &self.path)?;
        let options = WriteOptions {
            user: self.user,
            mode: MODE,
        };
        let absolute = self.sandbox.absolute(&self.path);
        let sandbox = self.sandbox.alive()?;
        let mut writer = sandbox.write_file(&absolute, options).await?;
        let bytes = (*self.bytes).as_ref();
        let written = async {
            writer.write_all(bytes).await?;
            writer.shutdown().await
        };
        written
            .await
            .map_err(|cause| failed("write the file", &self.path, cause))
    }
}

impl<'a> IntoFuture for WriteFile<'a> {
    type Output = Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.write())
    }
}

impl fmt::Debug for WriteFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteFile")
            .field("path", &self.path)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
