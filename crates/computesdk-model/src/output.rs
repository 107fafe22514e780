//! What a process wrote.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};

/// Bytes that a process wrote, readable as text.
///
/// The bytes are kept as they came. Text is decoded on first use, as UTF-8
/// with U+FFFD for what is not; nothing is lost by looking at the text.
///
/// ```
/// use computesdk_model::Output;
/// let output = Output::from(b"caf\xc3\xa9\n\xff".to_vec());
/// assert_eq!(output.trim_end(), "café\n\u{fffd}");
/// assert_eq!(output.as_bytes().len(), 7);
/// ```
#[derive(Clone, Default)]
pub struct Output {
    bytes: Vec<u8>,
    text: OnceLock<String>,
}

impl Output {
    /// The bytes as written.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as written, without a copy.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The text. Valid UTF-8 is borrowed from the bytes, never copied.
    pub fn as_str(&self) -> &str {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => text,
            Err(_) => self
                .text
                .get_or_init(|| String::from_utf8_lossy(&self.bytes).into_owned()),
        }
    }
}

impl From<Vec<u8>> for Output {
    fn from(bytes: Vec<u8>) -> Self {
        Output {
            bytes,
            text: OnceLock::new(),
        }
    }
}

impl Deref for Output {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<[u8]> for Output {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for Output {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Output {}

impl PartialEq<str> for Output {
    fn eq(&self, other: &str) -> bool {
        self.bytes == other.as_bytes()
    }
}

impl PartialEq<String> for Output {
    fn eq(&self, other: &String) -> bool {
        self.bytes == other.as_bytes()
    }
}

impl PartialEq<&str> for Output {
    fn eq(&self, other: &&str) -> bool {
        self.bytes == other.as_bytes()
    }
}

impl Serialize for Output {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
