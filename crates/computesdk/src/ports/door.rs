//! Reaching a server inside that may not listen yet.

use std::sync::Arc;
use std::time::Duration;

use computesdk_model::{Error, NotFoundError, ResourceKind, Result};
use computesdk_provider::{Connection, Connector};
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::sync::{Mutex, Notify};
use tokio::time::{Instant, sleep, sleep_until};

use super::relay::Cut;

/// How often it is tried whether somebody listens by now.
const INTERVAL: Duration = Duration::from_millis(20);

/// How long a client waits for a server at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// A port inside.
pub(super) struct Door {
    port: u16,
    connector: Arc<dyn Connector>,
    /// Of those who wait, one at a time tries whether somebody listens by now.
    turn: Mutex<()>,
    /// Then all others try as well.
    opened: Notify,
}

impl Door {
    pub(super) fn new(port: u16, connector: Arc<dyn Connector>) -> Self {
        Door {
            port,
            connector,
            turn: Mutex::default(),
            opened: Notify::new(),
        }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// A connection to the server, as soon as there is one, for as long as the client
    /// may want it.
    ///
    /// A client that has only said all that it will say may still wait for an answer.
    /// That it is not there any more is certain once it has reset the connection.
    pub(super) async fn reach(&self, client: &TcpStream) -> Result<Connection, Cut> {
        tokio::select! {
            reached = self.knock() => reached.map_err(Cut::NotReached),
            _ = client.ready(Interest::ERROR) => Err(Cut::ClientGone),
        }
    }

    /// Tries until somebody listens. A server that does, and whose queue is full, is
    /// waited for without an end, as everywhere.
    async fn knock(&self) -> Result<Connection> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let refused = match self.connector.connect(self.port).await {
                Err(error) if is_refusal(&error) => error,
                reached => {
                    self.opened.notify_waiters();
                    return reached;
                }
            };
            tokio::select! {
                () = self.interval() => {}
                () = self.opened.notified() => {}
                () = sleep_until(deadline) => return Err(refused),
            }
        }
    }

    /// An interval of one's own: those of many who wait come one after another.
    async fn interval(&self) {
        let _turn = self.turn.lock().await;
        sleep(INTERVAL).await;
    }
}

fn is_refusal(error: &Error) -> bool {
    let port = ResourceKind::Port;
    matches!(error, Error::NotFound(NotFoundError { kind, .. }) if *kind == port)
}
