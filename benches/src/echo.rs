//! Another process, and the way there and back: what any answer from it costs at least.

use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::ensure;

/// A process that says again what it hears.
pub(crate) struct Echo {
    socket: UnixStream,
    child: Child,
}

impl Echo {
    pub(crate) fn start() -> anyhow::Result<Echo> {
        let (socket, theirs) = UnixStream::pair()?;
        let child = Command::new("cat")
            .stdin(OwnedFd::from(theirs.try_clone()?))
            .stdout(OwnedFd::from(theirs))
            .spawn()?;
        Ok(Echo { socket, child })
    }

    /// A byte, there and back.
    pub(crate) fn round_trip(&mut self) -> anyhow::Result<Duration> {
        let start = Instant::now();
        self.socket.write_all(b"x")?;
        let mut heard = [0];
        self.socket.read_exact(&mut heard)?;
        let elapsed = start.elapsed();
        ensure!(heard == *b"x", "another byte came back");
        Ok(elapsed)
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        // Its input ends.
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
        let _ = self.child.wait();
    }
}
