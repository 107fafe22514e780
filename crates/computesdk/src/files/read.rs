//! Reading whole files, or parts of them.

use std::future::IntoFuture;
use std::marker::PhantomData;
use std::ops::{Bound, RangeBounds};
use std::path::PathBuf;

use computesdk_model::{InvalidArgumentError, Result, User};
use computesdk_provider::{Range, io_error};
use tokio::io::AsyncReadExt;
use tracing::Instrument;

use super::call::{Files, span};
use crate::exec::ResultFuture;
use crate::hints;
use crate::sandbox::Sandbox;

/// Reading.
impl Sandbox {
    /// Reads a whole file, or a [part](ReadFile::range) of it.
    ///
    /// # Errors
    ///
    /// `NotFound` where it does not exist; [`Error::File`](crate::Error::File) with
    /// `EISDIR` where it is a directory, `EINVAL` where it is a pipe, a socket or a
    /// device, `EACCES` where it may not be read; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::User;
    ///
    /// let image = sandbox.read_file("plot.png").await?;
    /// let head = sandbox.read_file("access.log").range(..4096).await?;
    /// let hidden = sandbox.read_file("/root/notes").user(User::Root).await?;
    /// # drop((image, head, hidden)); Ok(()) }
    /// ```
    pub fn read_file(&self, path: impl Into<PathBuf>) -> ReadFile {
        ReadFile::new(self.clone(), path.into())
    }

    /// Reads a whole file as UTF-8 text.
    ///
    /// # Errors
    ///
    /// As [`read_file`](Sandbox::read_file); `InvalidArgument` where it is not
    /// UTF-8.
    pub fn read_text(&self, path: impl Into<PathBuf>) -> ReadFile<String> {
        ReadFile::new(self.clone(), path.into())
    }
}

/// A file about to be read: what [`Sandbox::read_file`] and, as text,
/// [`Sandbox::read_text`] make. Set options, then `.await` it.
#[must_use = "a file is read when this is awaited"]
#[derive(Debug)]
pub struct ReadFile<T = Vec<u8>> {
    sandbox: Sandbox,
    path: PathBuf,
    user: User,
    range: Range,
    content: PhantomData<fn() -> T>,
}

impl<T> ReadFile<T> {
    fn new(sandbox: Sandbox, path: PathBuf) -> Self {
        ReadFile {
            sandbox,
            path,
            user: User::default(),
            range: Range::default(),
            content: PhantomData,
        }
    }

    /// Whose rights count: [`User::User`] unless told otherwise.
    pub fn user(mut self, user: User) -> Self {
        self.user = user;
        self
    }

    /// These bytes alone, such as `1024..2048` or `1024..`. Beyond the end of the
    /// file there are none.
    pub fn range(mut self, range: impl RangeBounds<u64>) -> Self {
        self.range = bytes_of(range);
        self
    }

    async fn bytes(&self) -> Result<Vec<u8>> {
        let files = Files::of(&self.sandbox, self.user);
        let path = files.absolute(&self.path)?;
        let read = async {
            let provider = files.provider()?;
            let mut file = provider.read_file(&path, self.user, self.range).await?;
            let left = file.stat.size.saturating_sub(self.range.offset);
            let expected = left.min(self.range.length.unwrap_or(u64::MAX));
            // The sandbox's word, so with a bound.
            let mut bytes = Vec::with_capacity(expected.min(MOST_RESERVED) as usize + 1);
            match file.content.read_to_end(&mut bytes).await {
                Ok(_) => Ok(bytes),
                Err(error) => Err(io_error("read", &path, error)),
            }
        };
        read.await
            .map_err(|error| hints::for_file(error, self.user))
    }
}

/// So much is reserved for a file before it is read, at most.
const MOST_RESERVED: u64 = 64 << 20;

/// The bytes that a range of Rust means.
pub(super) fn bytes_of(range: impl RangeBounds<u64>) -> Range {
    let offset = match range.start_bound() {
        Bound::Included(start) => *start,
        Bound::Excluded(start) => start.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(end) => Some(end.saturating_add(1)),
        Bound::Excluded(end) => Some(*end),
        Bound::Unbounded => None,
    };
    Range {
        offset,
        length: end.map(|end| end.saturating_sub(offset)),
    }
}

impl IntoFuture for ReadFile {
    type Output = Result<Vec<u8>>;
    type IntoFuture = ResultFuture<Vec<u8>>;

    fn into_future(self) -> Self::IntoFuture {
        let span = span::<Self>(&self.sandbox);
        Box::pin(async move { self.bytes().await }.instrument(span))
    }
}

impl IntoFuture for ReadFile<String> {
    type Output = Result<String>;
    type IntoFuture = ResultFuture<String>;

    fn into_future(self) -> Self::IntoFuture {
        let span = span::<Self>(&self.sandbox);
        let call = async move {
            String::from_utf8(self.bytes().await?).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                let file = format!("file {}", self.path.display());
                InvalidArgumentError::new(file, format!("it is not UTF-8 text at byte {at}")).into()
            })
        };
        Box::pin(call.instrument(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_an_offset_and_a_length() {
        let range = |offset, length| Range { offset, length };
        assert_eq!(bytes_of(..), range(0, None));
        assert_eq!(bytes_of(3..), range(3, None));
        assert_eq!(bytes_of(3..5), range(3, Some(2)));
        assert_eq!(bytes_of(3..=5), range(3, Some(3)));
        assert_eq!(bytes_of(..5), range(0, Some(5)));
        #[allow(clippy::reversed_empty_ranges, reason = "callers make mistakes")]
        let backwards = bytes_of(5..3);
        assert_eq!(backwards, range(5, Some(0)));
    }
}
