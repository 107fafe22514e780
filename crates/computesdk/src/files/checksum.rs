//! Checksums.

use std::path::PathBuf;

use computesdk_model::{EngineError, Result};
use computesdk_provider::{Range, Reader, io_error};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::DynDigest;
use sha2::{Sha256, Sha512};
use tokio_util::io::SyncIoBridge;

use super::call::{FileCall, Files, Operation};
use crate::sandbox::Sandbox;

impl Sandbox {
    /// Computes a checksum of a file's content, on the host: [`Digest::Sha256`] unless
    /// told otherwise. As lower case hexadecimal digits.
    ///
    /// # Errors
    ///
    /// As [`read_file`](Sandbox::read_file).
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::Digest;
    ///
    /// let sum = sandbox.checksum("model.bin").digest(Digest::Sha512).await?;
    /// println!("{sum}");
    /// # Ok(()) }
    /// ```
    pub fn checksum(&self, path: impl Into<PathBuf>) -> FileCall<Checksum> {
        let path = path.into();
        let digest = Digest::Sha256;
        FileCall::new(self, Checksum { path, digest })
    }
}

/// How a checksum is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Digest {
    /// SHA-256.
    #[default]
    Sha256,
    /// SHA-512.
    Sha512,
    /// SHA-1: to compare with what others publish, no proof against forgery.
    Sha1,
    /// MD5: to compare with what others publish, no proof against forgery.
    Md5,
}

impl Digest {
    fn start(self) -> Box<dyn DynDigest + Send> {
        match self {
            Digest::Sha256 => Box::new(Sha256::default()),
            Digest::Sha512 => Box::new(Sha512::default()),
            Digest::Sha1 => Box::new(Sha1::default()),
            Digest::Md5 => Box::new(Md5::default()),
        }
    }
}

/// A checksum to compute: see [`Sandbox::checksum`].
#[derive(Debug)]
pub struct Checksum {
    path: PathBuf,
    digest: Digest,
}

impl FileCall<Checksum> {
    /// How it is computed.
    pub fn digest(mut self, digest: Digest) -> Self {
        self.operation.digest = digest;
        self
    }
}

impl Operation for Checksum {
    type Output = String;

    async fn run(self, files: Files) -> Result<String> {
        let path = files.absolute(&self.path)?;
        let range = Range::default();
        let opened = files
            .provider()?
            .read_file(&path, files.user, range)
            .await?;
        let sum = sum(self.digest, opened.content).await;
        sum.map_err(|error| io_error("read", &path, error))
    }
}

/// On a thread of its own: it takes as much work as time.
async fn sum(digest: Digest, content: Reader) -> std::io::Result<String> {
    let mut content = SyncIoBridge::new(content);
    let summing = tokio::task::spawn_blocking(move || {
        let mut digest = digest.start();
        let mut buffer = vec![0; 256 << 10];
        loop {
            match std::io::Read::read(&mut content, &mut buffer)? {
                0 => break,
                length => digest.update(&buffer[..length]),
            }
        }
        let sum = digest.finalize();
        Ok(sum.iter().map(|byte| format!("{byte:02x}")).collect())
    });
    summing.await.unwrap_or_else(|error| {
        let step = EngineError::new("compute a checksum");
        Err(std::io::Error::other(
            step.cause(std::io::Error::other(error)),
        ))
    })
}
