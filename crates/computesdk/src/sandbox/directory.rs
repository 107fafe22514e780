//! The working directory of a sandbox's commands.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use computesdk_model::{Program, Result};

use super::Sandbox;

/// Working directory.
impl Sandbox {
    /// The directory where later calls start: `/home/user` at first.
    ///
    /// # Errors
    ///
    /// `SandboxGone`.
    pub fn pwd(&self) -> Result<PathBuf> {
        self.alive()?;
        Ok(self.absolute(Path::new("")))
    }

    /// Changes the directory where later calls start. A relative one starts
    /// at [`pwd`](Sandbox::pwd); links and `..` are resolved inside.
    ///
    /// # Errors
    ///
    /// `NotFound` where it does not exist, `InvalidArgument` where it is no
    /// directory or may not be entered; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.cd("/tmp").await?;
    /// assert_eq!(sandbox.exec("pwd").await?.stdout, "/tmp\n");
    /// # Ok(()) }
    /// ```
    pub async fn cd(&self, directory: impl Into<PathBuf>) -> Result<()> {
        // Only the sandbox itself can say what a path in it leads to.
        let line = Program::Shell("pwd -P".into());
        let entered = self.exec(line).cwd(directory).timeout(None).await?;
        let mut path = entered.stdout.into_bytes();
        if path.last() == Some(&b'\n') {
            path.pop();
        }
        self.inner.state.write().cwd = OsString::from_vec(path).into();
        Ok(())
    }

    /// A path of the caller, made absolute.
    pub(crate) fn absolute(&self, path: &Path) -> PathBuf {
        let cwd = &self.inner.state.read().cwd;
        match path.as_os_str().is_empty() {
            true => cwd.clone(),
            false => cwd.join(path),
        }
    }
}
