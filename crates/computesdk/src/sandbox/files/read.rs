//! A file about to be read.

use std::future::IntoFuture;
use std::marker::PhantomData;
use std::path::PathBuf;

use computesdk_model::{InvalidArgumentError, Result, User};
use tokio::io::AsyncReadExt;

use super::failed;
use crate::exec::ResultFuture;
use crate::sandbox::Sandbox;

/// A file about to be read: what [`Sandbox::read_file`] and, as text,
/// [`Sandbox::read_text`] make. Set options, then `.await` it.
#[must_use = "a file is read when this is awaited"]
#[derive(Debug)]
pub struct ReadFile<T = Vec<u8>> {
    sandbox: Sandbox,
    path: PathBuf,
    user: User,
    content: PhantomData<fn() -> T>,
}

impl<T> ReadFile<T> {
    pub(super) fn new(sandbox: Sandbox, path: PathBuf) -> Self {
        ReadFile {
            sandbox,
            path,
            user: User::default(),
            content: PhantomData,
        }
    }

    /// Whose rights count: [`User::User`] unless told otherwise.
    pub fn user(mut self, user: User) -> Self {
        self.user = user;
        self
    }

    async fn bytes(&self) -> Result<Vec<u8>> {
        let mut reader = self.sandbox.open(&self.path, self.user).await?;
        let mut bytes = Vec::new();
        match reader.read_to_end(&mut bytes).await {
            Ok(_) => Ok(bytes),
            Err(cause) => Err(failed("read the file", &self.path, cause)),
        }
    }
}

impl IntoFuture for ReadFile {
    type Output = Result<Vec<u8>>;
    type IntoFuture = ResultFuture<Vec<u8>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.bytes().await })
    }
}

impl IntoFuture for ReadFile<String> {
    type Output = Result<String>;
    type IntoFuture = ResultFuture<String>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            String::from_utf8(self.bytes().await?).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                let file = format!("file {}", self.path.display());
                InvalidArgumentError::new(file, format!("it is not UTF-8 text at byte {at}")).into()
            })
        })
    }
}
