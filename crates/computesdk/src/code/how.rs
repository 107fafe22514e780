//! Options of code, and of files of code.

use crate::exec::Exec;
use crate::run::WithArguments;

/// How code is to run, beside what it is.
#[derive(Clone, Debug, Default)]
pub struct How {
    /// The version of its language, or the beginning of one.
    pub(crate) version: Option<String>,
}

/// Options of code, and of files of code.
impl<T: WithArguments> Exec<T> {
    /// The version of the language that is to run it, where there are several, or the
    /// beginning of one: `3`, `3.11` and `3.11.4` all mean 3.11.4. If the version that runs
    /// without asking is one of those, it is that; else the newest. Names of directories that
    /// version managers have are known too, such as `nightly`.
    ///
    /// Found are programs with a version in their name (`python3.11`), those below
    /// `/usr/lib/jvm` and `/usr/lib/go-*`, those that version managers keep on this machine
    /// (pyenv, uv, nvm, rustup, goenv, SDKMAN) and those beside the toolchain that the
    /// `PATH` leads to. What the code itself starts is looked up as always.
    ///
    /// # Errors
    ///
    /// `NotFound` where there is none, with a hint that names those that there are;
    /// `InvalidArgument` where it is no version, or nothing is known of the file's language.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let code = "import sys; print(sys.version_info[:2])";
    /// let result = sandbox.python(code).version("3.11").await?;
    /// assert_eq!(result.stdout, "(3, 11)\n");
    /// # Ok(()) }
    /// ```
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.target.how().version = Some(version.into());
        self
    }
}
