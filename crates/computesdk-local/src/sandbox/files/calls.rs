//! Calls that have one answer, by processes that are kept for the next one.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_init::protocol::files::ToFiles;
use computesdk_model::{Result, User};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::connection::Connection;
use super::server::{Answer, Server, accepted, is_the_last};

/// Calls of one sandbox that are served at the same time. The rest wait: each
/// takes a process of the sandbox.
const AT_ONCE: usize = 4;

/// The servers of a sandbox that are free, and the right to use them.
pub(in super::super) struct Servers {
    free: Arc<Mutex<Vec<Server>>>,
    calls: Arc<Semaphore>,
}

impl Default for Servers {
    fn default() -> Self {
        Servers {
            free: Arc::default(),
            calls: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Servers {
    /// A server for one call, which goes back once it was answered.
    pub(super) async fn call(&self, connection: &Arc<Connection>, user: User) -> Result<Call> {
        connection.check()?;
        let permit = Arc::clone(&self.calls).acquire_owned().await;
        let permit = permit.map_err(|_| connection.gone())?;
        Ok(Call {
            server: self.take(connection, user).await?,
            free: Arc::clone(&self.free),
            _permit: permit,
        })
    }

    /// A server of one's own. It ends when it is dropped.
    pub(super) async fn start(&self, connection: &Arc<Connection>, user: User) -> Result<Server> {
        connection.check()?;
        Server::start(connection, user).await
    }

    async fn take(&self, connection: &Arc<Connection>, user: User) -> Result<Server> {
        let free = {
            let mut free = lock(&self.free);
            let at = free.iter().rposition(|server| server.user() == user);
            at.map(|at| free.swap_remove(at))
        };
        match free {
            Some(server) => Ok(server),
            None => Server::start(connection, user).await,
        }
    }
}

fn lock(free: &Mutex<Vec<Server>>) -> MutexGuard<'_, Vec<Server>> {
    // The list is whole whatever a panicking holder did.
    free.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One call.
pub(super) struct Call {
    server: Server,
    free: Arc<Mutex<Vec<Server>>>,
    _permit: OwnedSemaphorePermit,
}

impl Call {
    /// Asks, and waits for the answer. Dropped before, it ends the server, and with
    /// it whatever was going on.
    pub(super) async fn ask(
        mut self,
        operation: &str,
        path: &Path,
        request: ToFiles,
    ) -> Result<Answer> {
        if let Err(request) = self.server.ask(request).await? {
            // It ended while it was free: somebody inside has killed it.
            self.server = self.server.another().await?;
            // Or there is none to be had: then that is what it answers.
            let _ = self.server.ask(request).await?;
        }
        let answer = self.server.answer().await?;
        if !is_the_last(&answer) {
            lock(&self.free).push(self.server);
        }
        accepted(answer, operation, path)
    }
}
