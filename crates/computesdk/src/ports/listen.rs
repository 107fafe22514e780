//! Taking connections on this machine.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use computesdk_model::{EngineError, Errno, Hint, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::door::Door;
use super::relay::relay;

/// How long nothing is taken where this program has no descriptor left for it.
const PAUSE: Duration = Duration::from_millis(20);

/// Takes connections, and serves them, until it is closed or dropped.
pub(super) struct Listener {
    pub(super) address: SocketAddr,
    closed: CancellationToken,
    tasks: TaskTracker,
}

impl Listener {
    /// Listens at an address of this machine for as long as the token lasts.
    pub(super) fn open(
        carrier: &Handle,
        wanted: SocketAddr,
        door: Door,
        closed: CancellationToken,
    ) -> Result<Listener> {
        let _context = carrier.enter();
        let failed = |cause| explained(wanted, cause);
        let listener = bind(wanted).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let tasks = TaskTracker::new();
        let door = Arc::new(door);
        let accepting = accept(listener, door, closed.clone(), tasks.clone());
        tasks.spawn_on(accepting, carrier);
        Ok(Listener {
            address,
            closed,
            tasks,
        })
    }

    /// Returns when nobody listens any more and every connection is cut.
    pub(super) async fn close(self) {
        self.closed.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.closed.cancel();
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

async fn accept(
    listener: TcpListener,
    door: Arc<Door>,
    closed: CancellationToken,
    tasks: TaskTracker,
) {
    let serving = tasks.clone();
    let taking = async {
        loop {
            match listener.accept().await {
                Ok((client, _)) => {
                    let (door, closed) = (Arc::clone(&door), closed.clone());
                    serving.spawn(serve(client, door, closed));
                }
                // It has gone already, or there is no descriptor for it.
                Err(error) => {
                    tracing::debug!(port = door.port(), %error, "connection not taken");
                    sleep(PAUSE).await;
                }
            }
        }
    };
    closed.run_until_cancelled(taking).await;
}

/// Connects a client to the server inside. However that ends, unless both have said
/// all, the client is told by a reset.
async fn serve(mut client: TcpStream, door: Arc<Door>, closed: CancellationToken) {
    let served = async {
        // Without it small answers would wait for one another.
        let _ = client.set_nodelay(true);
        let server = door.reach(&client).await?;
        relay(&mut client, server, &closed).await
    };
    let ended = closed.run_until_cancelled(served).await;
    if !matches!(ended, Some(Ok(()))) {
        let _ = client.set_zero_linger();
    }
    if let Some(Err(error)) = ended {
        tracing::debug!(port = door.port(), %error, "connection cut");
    }
}

fn explained(address: SocketAddr, cause: io::Error) -> computesdk_model::Error {
    let error = EngineError::new(format!("listen at {address}")).cause(cause);
    let hint = match error.errno {
        Some(Errno::EADDRINUSE) => "another program has that port: choose another one, or none",
        Some(Errno::EADDRNOTAVAIL) => "this machine does not have that address",
        Some(Errno::EACCES) => "ports below 1024 are for root: choose another one, or none",
        _ => return error.into(),
    };
    error.hint(Hint::new(hint)).into()
}
