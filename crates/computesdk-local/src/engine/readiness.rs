//! Waiting for pipes and terminals, each only while somebody wants to know.
//!
//! tokio watches every descriptor all the time, edge-triggered. With a pipe that
//! wakes its thread for each single write, also while the reader is still busy
//! with the last one: a third of the throughput. So these descriptors are in an
//! epoll instance of their own, one shot at a time, and only that instance is
//! watched by the reactor.

use std::collections::HashMap;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

use rustix::event::{Timespec, epoll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::reactor::{reactor, register};

/// Events that are taken at once.
const EVENTS: usize = 64;

/// A descriptor that does not block, and somebody who may wait for it.
pub(crate) struct Pollable {
    fd: OwnedFd,
    flags: epoll::EventFlags,
    key: u64,
    waiting: Arc<Mutex<Waiting>>,
    readiness: Arc<Readiness>,
}

#[derive(Default)]
struct Waiting {
    /// Whether epoll knows the descriptor.
    known: bool,
    /// Whether epoll will report it.
    armed: bool,
    waker: Option<Waker>,
}

impl Pollable {
    /// For reading where `interest` is readable, else for writing. The flag that
    /// keeps it from blocking is that of the open file, which a pipe's other end
    /// does not share.
    pub(crate) fn new(fd: OwnedFd, interest: Interest) -> io::Result<Pollable> {
        fcntl_setfl(&fd, fcntl_getfl(&fd)? | OFlags::NONBLOCK)?;
        let readiness = Readiness::shared()?;
        let key = readiness.next.fetch_add(1, Ordering::Relaxed);
        let waiting = Arc::new(Mutex::default());
        lock(&readiness.waiting).insert(key, Arc::clone(&waiting));
        let event = match interest.is_readable() {
            true => epoll::EventFlags::IN,
            false => epoll::EventFlags::OUT,
        };
        Ok(Pollable {
            fd,
            flags: event | epoll::EventFlags::ONESHOT,
            key,
            waiting,
            readiness,
        })
    }

    /// Wakes the task as soon as a call that would have blocked may go through,
    /// also where that has become so since the call.
    pub(crate) fn wake_when_ready(&self, context: &Context<'_>) -> io::Result<()> {
        let mut waiting = lock(&self.waiting);
        // Before it is armed: the event may come at once.
        waiting.waker = Some(context.waker().clone());
        if !waiting.armed {
            let epoll = self.readiness.epoll.as_fd();
            let key = epoll::EventData::new_u64(self.key);
            match waiting.known {
                true => epoll::modify(epoll, &self.fd, key, self.flags)?,
                false => epoll::add(epoll, &self.fd, key, self.flags)?,
            }
            waiting.known = true;
            waiting.armed = true;
        }
        Ok(())
    }
}

impl AsFd for Pollable {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl Drop for Pollable {
    fn drop(&mut self) {
        lock(&self.readiness.waiting).remove(&self.key);
        if lock(&self.waiting).known {
            // What it would report has no key any more.
            let _ = epoll::delete(self.readiness.epoll.as_fd(), &self.fd);
        }
    }
}

/// The epoll instance, and who waits for what is in it.
struct Readiness {
    epoll: AsyncFd<OwnedFd>,
    next: AtomicU64,
    waiting: Mutex<HashMap<u64, Arc<Mutex<Waiting>>>>,
}

impl Readiness {
    /// The one of the process, started by the first who asks.
    fn shared() -> io::Result<Arc<Readiness>> {
        static SHARED: Mutex<Option<Arc<Readiness>>> = Mutex::new(None);
        let mut shared = lock(&SHARED);
        if let Some(readiness) = &*shared {
            return Ok(Arc::clone(readiness));
        }
        let reactor = reactor().map_err(io::Error::other)?;
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let readiness = Arc::new(Readiness {
            epoll: register(&reactor, epoll, Interest::READABLE)?,
            next: AtomicU64::new(0),
            waiting: Mutex::default(),
        });
        reactor.spawn(Arc::clone(&readiness).serve());
        Ok(Arc::clone(shared.insert(readiness)))
    }

    async fn serve(self: Arc<Self>) {
        while let Ok(mut ready) = self.epoll.readable().await {
            if !self.wake_all() {
                // What comes from here on tells the reactor again.
                ready.clear_ready();
            }
        }
    }

    /// Wakes who waits for what has become ready. Whether there may be more.
    fn wake_all(&self) -> bool {
        let mut events = [MaybeUninit::uninit(); EVENTS];
        let now = Timespec::default();
        let Ok((events, rest)) = epoll::wait(&self.epoll, &mut events, Some(&now)) else {
            return false;
        };
        for event in &*events {
            self.wake(event.data.u64());
        }
        rest.is_empty()
    }

    fn wake(&self, key: u64) {
        let waiting = lock(&self.waiting).get(&key).cloned();
        let waker = waiting.and_then(|waiting| {
            let mut waiting = lock(&waiting);
            waiting.armed = false;
            waiting.waker.take()
        });
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// What is behind these locks is whole at any time.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
