//! Processes that outlive the call that started them, without async.

use bytes::Bytes;
use computesdk_model::{ExecResult, Output, ProcessInfo, Result, Signal};

use super::exec::Exec;
use super::runtime::Runtime;
use crate::Background;

/// As [`BackgroundProcess`](crate::BackgroundProcess), without async.
#[derive(Clone, Debug)]
pub struct BackgroundProcess {
    process: crate::BackgroundProcess,
    runtime: Runtime,
}

/// The documentation of the async method of the same name.
macro_rules! see {
    ($name:literal) => {
        concat!(
            "See [`BackgroundProcess::",
            $name,
            "`](crate::BackgroundProcess::",
            $name,
            ")."
        )
    };
}

impl Exec<Background> {
    /// Starts it and leaves it running.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::start_background`](crate::Sandbox::start_background);
    /// `InvalidArgument` inside an async runtime.
    pub fn start(self) -> Result<BackgroundProcess> {
        let process = self.runtime.wait(self.exec)?;
        let runtime = self.runtime;
        Ok(BackgroundProcess { process, runtime })
    }
}

impl BackgroundProcess {
    #[doc = see!("pid")]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    #[doc = see!("is_alive")]
    pub fn is_alive(&self) -> bool {
        self.process.is_alive()
    }

    #[doc = see!("info")]
    pub fn info(&self) -> Result<ProcessInfo> {
        self.runtime.wait(self.process.info())
    }

    #[doc = see!("stdout")]
    pub fn stdout(&self) -> Output {
        self.process.stdout()
    }

    #[doc = see!("stderr")]
    pub fn stderr(&self) -> Output {
        self.process.stderr()
    }

    #[doc = see!("follow_stdout")]
    pub fn follow_stdout(&self) -> Follow {
        Follow {
            follow: self.process.follow_stdout(),
            runtime: self.runtime.clone(),
        }
    }

    #[doc = see!("follow_stderr")]
    pub fn follow_stderr(&self) -> Follow {
        Follow {
            follow: self.process.follow_stderr(),
            runtime: self.runtime.clone(),
        }
    }

    #[doc = see!("write")]
    pub fn write(&self, bytes: impl AsRef<[u8]>) -> Result<()> {
        self.runtime.wait(self.process.write(bytes))
    }

    #[doc = see!("close_stdin")]
    pub fn close_stdin(&self) -> Result<()> {
        let close = async {
            self.process.close_stdin().await;
            Ok(())
        };
        self.runtime.wait(close)
    }

    #[doc = see!("wait")]
    pub fn wait(&self) -> Result<ExecResult> {
        self.runtime.wait(self.process.wait())
    }

    #[doc = see!("signal")]
    pub fn signal(&self, signal: Signal) -> Result<()> {
        self.runtime.wait(self.process.signal(signal))
    }

    #[doc = see!("kill")]
    pub fn kill(&self) -> Result<()> {
        self.runtime.wait(self.process.kill())
    }
}

/// As [`Follow`](crate::Follow), as an iterator that waits.
#[derive(Debug)]
pub struct Follow {
    follow: crate::Follow,
    runtime: Runtime,
}

impl Follow {
    /// Bytes that were overwritten before they were read.
    pub fn missed(&self) -> u64 {
        self.follow.missed()
    }
}

impl Iterator for Follow {
    type Item = Result<Bytes>;

    /// The next piece; an error only inside an async runtime.
    fn next(&mut self) -> Option<Self::Item> {
        let next = async { Ok(self.follow.next().await) };
        self.runtime.wait(next).transpose()
    }
}
