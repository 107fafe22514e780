//! Names that nobody else has.

use std::path::PathBuf;

use computesdk_model::{Result, Temporary};

use super::call::{FileCall, Files, Operation};
use crate::sandbox::Sandbox;

/// Temporary files.
impl Sandbox {
    /// Makes an empty file of its own name, in `/tmp` unless told otherwise, that
    /// only its owner may read: its path. It stays until it is removed or the
    /// sandbox ends.
    ///
    /// # Errors
    ///
    /// As [`mkdir`](Sandbox::mkdir), and `NotFound`; `InvalidArgument` where the
    /// prefix or suffix has a slash in it.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let script = sandbox.temp_file().suffix(".py").await?;
    /// sandbox.write_file(&script, "print('Hello')").await?;
    /// sandbox.run(&script).await?;
    /// # Ok(()) }
    /// ```
    pub fn temp_file(&self) -> FileCall<Temp> {
        FileCall::new(self, Temp::new(false))
    }

    /// Makes a directory of its own name, as [`temp_file`](Sandbox::temp_file) a
    /// file.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn temp_dir(&self) -> FileCall<Temp> {
        FileCall::new(self, Temp::new(true))
    }
}

/// A temporary file or directory: see [`Sandbox::temp_file`].
#[derive(Debug)]
pub struct Temp {
    directory: PathBuf,
    prefix: String,
    suffix: String,
    is_directory: bool,
}

impl Temp {
    fn new(is_directory: bool) -> Self {
        Temp {
            directory: "/tmp".into(),
            prefix: "tmp-".to_owned(),
            suffix: String::new(),
            is_directory,
        }
    }
}

impl FileCall<Temp> {
    /// Where it is made.
    pub fn directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.operation.directory = directory.into();
        self
    }

    /// What its name begins with: `tmp-` unless told otherwise.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.operation.prefix = prefix.into();
        self
    }

    /// What its name ends with, such as `.py`.
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.operation.suffix = suffix.into();
        self
    }
}

impl Operation for Temp {
    type Output = PathBuf;

    async fn run(self, files: Files) -> Result<PathBuf> {
        let temporary = Temporary {
            directory: files.absolute(&self.directory)?,
            prefix: self.prefix,
            suffix: self.suffix,
            is_directory: self.is_directory,
        };
        files.provider()?.temporary(temporary, files.user).await
    }
}
