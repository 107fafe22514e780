//! Bytes from one side to the other, both ways.

use std::io;
use std::time::Duration;

use rustix::net::{Shutdown, shutdown, sockopt};
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::task::coop::consume_budget;

use crate::pipes::Pipes;

/// What broke a direction.
enum Cut {
    /// From there nothing more can be read.
    Read,
    /// There nobody reads any more.
    Write,
}

/// Copies both ways until both sides have said all; one may long before the other does.
/// What breaks a side is passed on to the other as a reset.
pub(crate) async fn carry(inside: &TcpStream, outside: &TcpStream, pipes: &Pipes) {
    let (asked, answered) = (copy(inside, outside, pipes), copy(outside, inside, pipes));
    tokio::pin!(asked, answered);
    let whole = tokio::select! {
        ended = &mut asked => conclude(ended, answered).await,
        ended = &mut answered => conclude(ended, asked).await,
    };
    if !whole {
        reset(inside);
        reset(outside);
    }
}

/// Closes it in the way that the other side takes for an error.
pub(crate) fn reset(stream: &TcpStream) {
    let _ = sockopt::set_socket_linger(stream, Some(Duration::ZERO));
}

/// Goes on with the other direction where that makes sense: who reads no more may have
/// said why. Whether all was said.
async fn conclude(ended: Result<(), Cut>, other: impl Future<Output = Result<(), Cut>>) -> bool {
    match ended {
        Ok(()) => other.await.is_ok(),
        Err(Cut::Write) => {
            let _ = other.await;
            false
        }
        Err(Cut::Read) => false,
    }
}

/// Copies one way until its end, and hands that on.
async fn copy(from: &TcpStream, to: &TcpStream, pipes: &Pipes) -> Result<(), Cut> {
    loop {
        from.readable().await.map_err(|_| Cut::Read)?;
        // Nothing is held by a connection on which nothing is said.
        let mut load = pipes.load();
        loop {
            match from.try_io(Interest::READABLE, || load.fill(from)) {
                Ok(0) => return shutdown(to, Shutdown::Write).map_err(|_| Cut::Write),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => return Err(Cut::Read),
            }
            while !load.is_empty() {
                let poured = to.async_io(Interest::WRITABLE, || load.pour(to)).await;
                poured.map_err(|_| Cut::Write)?;
            }
            // A stream that never pauses is not to keep others waiting, nor its own cut.
            consume_budget().await;
        }
    }
}
