//! Keeping what a command writes.

use std::io;

use bytes::BufMut;
use computesdk_model::Output;
use computesdk_provider::Reader;
use tokio::io::AsyncReadExt;

/// Room for the first read: most commands write little.
const FIRST: usize = 8 * 1024;
/// Room for each later read: what a pipe holds.
const CHUNK: usize = 64 * 1024;

/// One stream's output, up to a limit. What exceeds it is read and thrown
/// away, so that the command runs on.
#[derive(Debug)]
pub(crate) struct Capture {
    kept: Vec<u8>,
    limit: usize,
    /// Bytes that were thrown away.
    excess: u64,
}

impl Capture {
    /// Keeps at most this many bytes.
    pub(crate) fn new(limit: u64) -> Self {
        Capture {
            kept: Vec::new(),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            excess: 0,
        }
    }

    /// What was kept elsewhere, of so many more bytes.
    pub(crate) fn of(kept: Vec<u8>, excess: u64) -> Self {
        Capture {
            limit: kept.len(),
            kept,
            excess,
        }
    }

    /// Reads the stream to its end. May be dropped at any time: what was read
    /// until then is kept.
    pub(crate) async fn fill(&mut self, stream: &mut Reader) -> io::Result<()> {
        while self.kept.len() < self.limit {
            let room = if self.kept.is_empty() { FIRST } else { CHUNK };
            self.kept.reserve(room.min(self.limit - self.kept.len()));
            let rest = self.limit - self.kept.len();
            if stream.read_buf(&mut (&mut self.kept).limit(rest)).await? == 0 {
                return Ok(());
            }
        }
        let mut excess = Vec::with_capacity(CHUNK);
        while stream.read_buf(&mut excess).await? > 0 {
            self.excess += excess.len() as u64;
            excess.clear();
        }
        Ok(())
    }

    /// Whether bytes were thrown away.
    pub(crate) fn truncated(&self) -> bool {
        self.excess > 0
    }

    /// Bytes that were read.
    pub(crate) fn length(&self) -> u64 {
        self.kept.len() as u64 + self.excess
    }

    /// What was kept.
    pub(crate) fn into_output(self) -> Output {
        self.kept.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn capture(bytes: &'static [u8], limit: u64) -> (Vec<u8>, bool) {
        let mut capture = Capture::new(limit);
        let mut stream: Reader = Box::new(bytes);
        capture.fill(&mut stream).await.unwrap();
        let truncated = capture.truncated();
        (capture.into_output().into_bytes(), truncated)
    }

    #[tokio::test]
    async fn keeps_everything_up_to_the_limit() {
        assert_eq!(capture(b"hello", 6).await, (b"hello".to_vec(), false));
        assert_eq!(capture(b"hello", 5).await, (b"hello".to_vec(), false));
        assert_eq!(capture(b"hello", 4).await, (b"hell".to_vec(), true));
        assert_eq!(capture(b"hello", 0).await, (Vec::new(), true));
        assert_eq!(capture(b"", 0).await, (Vec::new(), false));
    }
}
