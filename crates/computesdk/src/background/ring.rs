//! The latest of what a process has written.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;

/// Most bytes that a follower gets at once.
const PIECE: usize = 64 * 1024;

/// Keeps the latest bytes of a stream, so that its writer never waits.
#[derive(Debug)]
pub(super) struct Ring {
    kept: Mutex<Kept>,
    limit: usize,
    /// Tells followers that there is more, or that it has ended.
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Kept {
    bytes: VecDeque<u8>,
    /// Bytes that came before those.
    dropped: u64,
    ended: bool,
}

/// What a follower finds at its place.
pub(super) enum Found {
    /// The next bytes, and how many before them it has missed.
    Bytes(Bytes, u64),
    /// Nothing yet.
    Nothing,
    /// The end.
    End,
}

impl Ring {
    /// Keeps at most this many bytes.
    pub(super) fn new(limit: u64) -> Ring {
        Ring {
            kept: Mutex::default(),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            changed: watch::Sender::new(()),
        }
    }

    pub(super) fn push(&self, bytes: &[u8]) {
        let mut kept = self.kept();
        let latest = &bytes[bytes.len().saturating_sub(self.limit)..];
        let excess = (kept.bytes.len() + latest.len()).saturating_sub(self.limit);
        kept.bytes.drain(..excess);
        kept.bytes.extend(latest);
        kept.dropped += (excess + bytes.len() - latest.len()) as u64;
        drop(kept);
        self.changed.send_replace(());
    }

    /// Nothing more will come.
    pub(super) fn end(&self) {
        self.kept().ended = true;
        self.changed.send_replace(());
    }

    /// Whether there was more than is kept.
    pub(super) fn is_truncated(&self) -> bool {
        self.kept().dropped > 0
    }

    /// What there is, and how many bytes there were before it.
    pub(super) fn read(&self) -> (Vec<u8>, u64) {
        let kept = self.kept();
        let (front, back) = kept.bytes.as_slices();
        ([front, back].concat(), kept.dropped)
    }

    /// What is at this place of the whole stream, or at the first that is left.
    pub(super) fn at(&self, place: u64) -> Found {
        let kept = self.kept();
        let missed = kept.dropped.saturating_sub(place);
        let skip = place.saturating_sub(kept.dropped);
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let piece: Vec<u8> = kept.bytes.iter().skip(skip).take(PIECE).copied().collect();
        match (piece.is_empty(), kept.ended) {
            (false, _) => Found::Bytes(piece.into(), missed),
            (true, true) => Found::End,
            (true, false) => Found::Nothing,
        }
    }

    /// Changes from now on.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_bytes_are_kept() {
        let ring = Ring::new(4);
        ring.push(b"abc");
        assert_eq!(ring.read(), (b"abc".to_vec(), 0));
        ring.push(b"de");
        assert_eq!(ring.read(), (b"bcde".to_vec(), 1));
        ring.push(b"fghijklm");
        assert_eq!(ring.read(), (b"jklm".to_vec(), 9));
        assert!(matches!(ring.at(0), Found::Bytes(bytes, 9) if bytes == "jklm"));
        assert!(matches!(ring.at(11), Found::Bytes(bytes, 0) if bytes == "lm"));
        assert!(matches!(ring.at(13), Found::Nothing));
        ring.end();
        assert!(matches!(ring.at(13), Found::End));
    }

    #[test]
    fn nothing_may_be_kept() {
        let ring = Ring::new(0);
        ring.push(b"abc");
        assert_eq!(ring.read(), (Vec::new(), 3));
    }
}
