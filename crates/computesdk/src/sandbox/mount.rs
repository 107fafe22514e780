//! Directories of the host, shown in a sandbox that lives.

use std::future::IntoFuture;
use std::path::PathBuf;

use computesdk_model::{Mount, Result};

use super::{Sandbox, builder};
use crate::exec::ResultFuture;

impl Sandbox {
    /// Shows a directory of the host inside, read-only unless told
    /// [otherwise](MountDirectory::writable), until the sandbox ends. Commands that run
    /// already see it too. A relative `source` starts at this program's working
    /// directory; `target` is absolute, and made where it does not exist. No link inside
    /// is followed on the way to it.
    ///
    /// What is there already, the same directory at the same place, is not mounted again.
    ///
    /// # Errors
    ///
    /// `NotFound` where the source does not exist. `InvalidArgument` where it is no
    /// directory; where the target is the sandbox's own (`/proc`, `/dev`, `/sys`), is no
    /// directory or goes through a link; where another directory is mounted there or
    /// below; and where the sandbox's user could do nothing with it: a program of an
    /// ordinary user with a range of ids can show what others may read, and nothing to be
    /// written, unless the sandbox was made with a [mount](crate::SandboxBuilder::mount).
    /// `Unsupported` where the provider mounts nothing while a sandbox lives;
    /// `ResourceExhausted`, `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.mount("./packages", "/opt/packages").await?;
    /// sandbox.exec("python3 main.py").env("PYTHONPATH", "/opt/packages").await?;
    /// # Ok(()) }
    /// ```
    pub fn mount(&self, source: impl Into<PathBuf>, target: impl Into<PathBuf>) -> MountDirectory {
        MountDirectory {
            sandbox: self.clone(),
            mount: Mount {
                source: source.into(),
                target: target.into(),
                read_only: true,
            },
        }
    }
}

/// A directory about to be shown: what [`Sandbox::mount`] makes. Set options, then
/// `.await` it.
#[must_use = "a directory is mounted when this is awaited"]
#[derive(Debug)]
pub struct MountDirectory {
    sandbox: Sandbox,
    mount: Mount,
}

impl MountDirectory {
    /// To be written from inside: it is given away.
    pub fn writable(mut self) -> Self {
        self.mount.read_only = false;
        self
    }

    async fn show(mut self) -> Result<()> {
        builder::complete(&mut self.mount)?;
        self.sandbox.alive()?.mount(self.mount).await
    }
}

impl IntoFuture for MountDirectory {
    type Output = Result<()>;
    type IntoFuture = ResultFuture<()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.show())
    }
}
