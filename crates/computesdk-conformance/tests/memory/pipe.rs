//! The ends of a pipe that a command holds.

use computesdk::provider::{Reader, Writer};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::Mutex;

/// What a pipe holds.
const ROOM: usize = 64 * 1024;

/// Bytes on their way out. All processes of a job share it.
#[derive(Debug)]
pub(crate) struct Outlet(Mutex<Option<DuplexStream>>);

impl Outlet {
    pub(crate) fn new() -> (Self, Reader) {
        let (write, read) = tokio::io::duplex(ROOM);
        (Outlet(Mutex::new(Some(write))), Box::new(read))
    }

    /// Writes, waiting while nobody reads; false where nobody ever will.
    pub(crate) async fn write(&self, bytes: &[u8]) -> bool {
        match &mut *self.0.lock().await {
            Some(pipe) => pipe.write_all(bytes).await.is_ok(),
            None => false,
        }
    }

    /// The reader finds the end after what was written. Who else holds the
    /// pipe does not count.
    pub(crate) async fn close(&self) {
        self.0.lock().await.take();
    }
}

/// Bytes on their way in.
#[derive(Debug)]
pub(crate) struct Inlet(Mutex<Option<DuplexStream>>);

impl Inlet {
    /// The end of a file, at once.
    pub(crate) fn empty() -> Self {
        Inlet(Mutex::new(None))
    }

    pub(crate) fn new() -> (Self, Writer) {
        let (write, read) = tokio::io::duplex(ROOM);
        (Inlet(Mutex::new(Some(read))), Box::new(write))
    }

    /// At most this many bytes; none at the end.
    pub(crate) async fn read(&self, most: usize) -> Vec<u8> {
        let mut bytes = vec![0; most.min(ROOM)];
        let read = match &mut *self.0.lock().await {
            // The writer is this program: it fails in no other way than ending.
            Some(pipe) => pipe.read(&mut bytes).await.unwrap_or(0),
            None => 0,
        };
        bytes.truncate(read);
        bytes
    }

    /// The writer finds nobody there.
    pub(crate) async fn close(&self) {
        self.0.lock().await.take();
    }
}
