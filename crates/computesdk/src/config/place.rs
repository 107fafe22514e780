//! Where a setting was made.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use computesdk_model::{Error, InvalidArgumentError};

/// Where a setting was made, for messages and for trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// By the program.
    Code,
    /// In an environment variable.
    Variable(String),
    /// In a file.
    File {
        file: Arc<SourceFile>,
        key: String,
        line: usize,
    },
}

/// A configuration file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    pub(crate) path: PathBuf,
    /// Whether its user chose it. One that was only found on the way up from
    /// the working directory may have come with untrusted code.
    pub(crate) chosen: bool,
}

impl Place {
    /// An error about this setting.
    pub(crate) fn error(&self, reason: impl Into<String>) -> InvalidArgumentError {
        InvalidArgumentError::new(self.to_string(), reason)
    }

    /// An error about a value that is not what was expected.
    pub(crate) fn unexpected(&self, expected: &str, found: impl fmt::Display) -> Error {
        self.error(format!("expected {expected}, found {found}"))
            .into()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Code => f.write_str("setting"),
            Place::Variable(name) => f.write_str(name),
            Place::File { file, key, line } => {
                write!(f, "`{key}` in {}, line {line}", file.path.display())
            }
        }
    }
}
