//! Bytes from one side to the other, both ways.

use std::{fmt, io};

use computesdk_model::Error;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_util::sync::CancellationToken;

/// Bytes that are under way in each direction: who reads slowly slows who writes.
const BUFFER: usize = 64 << 10;

/// Why a connection did not come to its own end.
#[derive(Debug)]
pub(super) enum Cut {
    /// The server could not be reached.
    NotReached(Error),
    /// The client gave up before it was.
    ClientGone,
    /// The port was closed.
    Closed,
    /// One side does not read any more.
    Write(io::Error),
    /// One side is gone.
    Read(io::Error),
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cut::NotReached(error) => error.fmt(f),
            Cut::ClientGone => f.write_str("the client is gone"),
            Cut::Closed => f.write_str("the port was closed"),
            Cut::Write(error) => write!(f, "could not write: {error}"),
            Cut::Read(error) => write!(f, "could not read: {error}"),
        }
    }
}

/// Copies both ways until both sides have said all. One may say all long before the
/// other does.
pub(super) async fn relay(
    client: impl AsyncRead + AsyncWrite,
    server: impl AsyncRead + AsyncWrite,
    closed: &CancellationToken,
) -> Result<(), Cut> {
    let (from_client, to_client) = tokio::io::split(client);
    let (from_server, to_server) = tokio::io::split(server);
    let requests = copy(from_client, to_server, closed);
    let answers = copy(from_server, to_client, closed);
    tokio::pin!(requests, answers);
    tokio::select! {
        ended = &mut requests => conclude(ended, answers).await,
        ended = &mut answers => conclude(ended, requests).await,
    }
}

/// Goes on with the other direction where it makes sense. Who no longer reads may
/// have said why before, and that is still to be handed on. From who cannot be read,
/// nothing more comes, and nothing goes there.
async fn conclude(
    ended: Result<(), Cut>,
    other: impl Future<Output = Result<(), Cut>>,
) -> Result<(), Cut> {
    match ended {
        Ok(()) => other.await,
        Err(cut @ Cut::Write(_)) => other.await.and(Err(cut)),
        Err(cut) => Err(cut),
    }
}

/// Copies one way until its end, and hands that on.
async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    closed: &CancellationToken,
) -> Result<(), Cut> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let length = from.read(&mut buffer).await.map_err(Cut::Read)?;
        if length == 0 {
            // A sandbox ends after its ports: that a server in it was killed is no end of
            // what it had to say.
            if closed.is_cancelled() {
                return Err(Cut::Closed);
            }
            return to.shutdown().await.map_err(Cut::Write);
        }
        to.write_all(&buffer[..length]).await.map_err(Cut::Write)?;
        to.flush().await.map_err(Cut::Write)?;
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::duplex;

    use super::*;

    #[tokio::test]
    async fn an_end_after_the_port_was_closed_is_a_cut() {
        let ((client, _outside), (server, inside)) = (duplex(1), duplex(1));
        let closed = CancellationToken::new();
        closed.cancel();
        drop(inside);
        let ended = relay(client, server, &closed).await;
        assert!(matches!(ended, Err(Cut::Closed)), "{ended:?}");
    }
}
