//! Reading what code has displayed, whatever it is that was written.

use computesdk_languages::Results;
use computesdk_model::{ResultsMissing, RichResult};

/// So many times what may come back is read, to find what comes after something too large.
const TIMES: u64 = 4;

/// The lines of the file, as they come.
#[derive(Debug)]
pub(crate) struct Lines {
    most: usize,
    /// Bytes that may come back yet.
    size: u64,
    /// Bytes that may be read yet.
    left: u64,
    line: Vec<u8>,
    /// The line is longer than what may come back.
    is_too_long: bool,
    results: Vec<RichResult>,
    missing: Option<ResultsMissing>,
}

impl Lines {
    pub(crate) fn new(most: usize, size: u64) -> Lines {
        Lines {
            most,
            size,
            left: size.saturating_mul(TIMES),
            line: Vec::new(),
            is_too_long: false,
            results: Vec::new(),
            missing: None,
        }
    }

    /// Takes the next bytes. Whether more are to follow.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> bool {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, is_whole) = match part.strip_suffix(b"\n") {
                Some(text) => (text, true),
                None => (part, false),
            };
            // No more may come back, and that some are missing is known.
            if self.results.len() >= self.most && self.missing.is_some() {
                return false;
            }
            self.left = match self.left.checked_sub(part.len() as u64) {
                Some(left) => left,
                None => {
                    self.line.clear();
                    self.lack(ResultsMissing::TooLarge);
                    return false;
                }
            };
            if self.line.len() as u64 + text.len() as u64 > self.size {
                self.is_too_long = true;
                self.line = Vec::new();
            }
            if !self.is_too_long {
                self.line.extend_from_slice(text);
            }
            if is_whole {
                self.end_line();
            }
        }
        true
    }

    fn end_line(&mut self) {
        if std::mem::take(&mut self.is_too_long) {
            self.lack(ResultsMissing::TooLarge);
            return;
        }
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            return;
        }
        if self.results.len() >= self.most {
            self.lack(ResultsMissing::TooMany);
            return;
        }
        match Results::read(&line) {
            Some((result, is_whole)) => {
                self.size -= line.len() as u64;
                self.results.push(result);
                if !is_whole {
                    self.lack(ResultsMissing::Unreadable);
                }
            }
            None => self.lack(ResultsMissing::Unreadable),
        }
    }

    /// What is there cannot be read.
    pub(crate) fn refuse(&mut self) {
        self.lack(ResultsMissing::Unreadable);
    }

    /// The first reason is what is told.
    fn lack(&mut self, reason: ResultsMissing) {
        self.missing = self.missing.or(Some(reason));
    }

    /// What came of it. A line that has no end was broken off.
    pub(crate) fn finish(mut self) -> (Vec<RichResult>, Option<ResultsMissing>) {
        if self.is_too_long {
            self.lack(ResultsMissing::TooLarge);
        } else if !self.line.is_empty() {
            self.lack(ResultsMissing::Unreadable);
        }
        (self.results, self.missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &[u8] = b"\n{\"main\":false,\"data\":{\"text/plain\":\"1\"}}\n";

    /// How many come back, and what is missing.
    fn read(most: usize, size: u64, bytes: &[u8]) -> (usize, Option<ResultsMissing>) {
        let mut whole = Lines::new(most, size);
        whole.take(bytes);
        let mut single = Lines::new(most, size);
        let _ = bytes.chunks(1).all(|byte| single.take(byte));
        let (results, missing) = whole.finish();
        assert_eq!(single.finish(), (results.clone(), missing));
        (results.len(), missing)
    }

    #[test]
    fn what_was_broken_off_takes_nothing_else_along() {
        assert_eq!(read(9, 999, b""), (0, None));
        assert_eq!(read(9, 999, &ONE.repeat(2)), (2, None));
        let broken = [ONE, &ONE[..20], ONE].concat();
        assert_eq!(read(9, 999, &broken), (2, Some(ResultsMissing::Unreadable)));
        let broken = [ONE, &ONE[..20]].concat();
        assert_eq!(read(9, 999, &broken), (1, Some(ResultsMissing::Unreadable)));
    }

    #[test]
    fn the_first_reason_is_told() {
        let large = b"x".repeat(3 * ONE.len());
        let bytes = [&large[..], &ONE.repeat(3)].concat();
        let size = 2 * ONE.len() as u64;
        assert_eq!(read(1, size, &bytes), (1, Some(ResultsMissing::TooLarge)));
        // Nothing more is read then.
        let mut lines = Lines::new(1, size);
        assert!(lines.take(&[&large[..], ONE].concat()));
        assert!(!lines.take(ONE));
    }

    #[test]
    fn what_is_left_of_a_result_comes_back() {
        let half = b"{\"main\":true,\"data\":{\"text/plain\":\"1\",\"text/html\":1}}\n";
        assert_eq!(read(9, 999, half), (1, Some(ResultsMissing::Unreadable)));
        let none = b"{\"main\":true,\"data\":{\"text/html\":1}}\n";
        assert_eq!(read(9, 999, none), (0, Some(ResultsMissing::Unreadable)));
    }

    #[test]
    fn limits_hold_and_what_fits_comes_after_what_does_not() {
        assert_eq!(
            read(2, 999, &ONE.repeat(3)),
            (2, Some(ResultsMissing::TooMany))
        );
        let length = ONE.len() as u64;
        assert_eq!(
            read(9, 2 * length, &ONE.repeat(3)),
            (2, Some(ResultsMissing::TooLarge))
        );
        let large = [&b"x".repeat(3 * ONE.len())[..], ONE].concat();
        assert_eq!(
            read(9, 2 * length, &large),
            (1, Some(ResultsMissing::TooLarge))
        );
        let endless = b"x".repeat(99 * ONE.len());
        assert_eq!(
            read(9, length, &endless),
            (0, Some(ResultsMissing::TooLarge))
        );
    }
}
