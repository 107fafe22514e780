//! Where a setting was made.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use computesdk_model::{Error, Hint, InvalidArgumentError, Result};

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

    /// A path that was given here, of something that must be trusted. Beside the file, where
    /// it is a relative one in a file. What came with the code in some directory may not name
    /// it.
    pub(crate) fn path(&self, path: PathBuf, what: &str) -> Result<PathBuf> {
        match self {
            Place::File { file, .. } if !file.chosen => {
                let mut error =
                    self.error(format!("a file that was only found may not name {what}"));
                let config = file.path.display();
                error.hints = vec![Hint::new(format!(
                    "if you trust it: COMPUTE_CONFIG={config}"
                ))];
                Err(error.into())
            }
            Place::File { file, .. } => Ok(file.path.with_file_name(path)),
            Place::Code | Place::Variable(_) => Ok(path),
        }
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
