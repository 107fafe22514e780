//! The memory in which init and a child meet.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicUsize, Ordering};

use computesdk_sys::{BorrowedFd, Error};

use super::order::Order;
use crate::init::identity::Identities;
use crate::init::placement::Here;
use crate::protocol::LaunchStage;

/// Longest name of a namespace, as in `cgroup:[4026531835]`.
const LABEL: usize = 32;

/// What init says and what the child answers.
pub(super) struct Meeting {
    /// init's; it outlives every launch.
    pub(super) identities: *const Identities,
    /// The root of `/proc`.
    pub(super) proc: i32,
    /// The kind of user that it is made for.
    pub(super) uid: u32,
    /// What it is to become; null until that is known.
    pub(super) order: AtomicPtr<Order>,
    pub(super) source: Source,
    pub(super) here: Here,
    /// The child has begun to become that.
    begun: AtomicBool,
    /// The child's answer: 0, or why it failed.
    errno: AtomicI32,
    stage: AtomicI32,
    call: AtomicPtr<&'static str>,
    /// Name of the cgroup namespace that the child is in, and its length.
    label: UnsafeCell<[u8; LABEL]>,
    label_length: AtomicUsize,
}

/// What comes by the socket with an order: that descriptors come along, or that they are
/// those that were open.
pub(super) const ALONG: u8 = b'a';
pub(super) const OPEN: u8 = b'o';

/// Where the child has its standard descriptors from.
pub(super) enum Source {
    /// They were open when it was cloned.
    Open([i32; 3]),
    /// They come by this socket, when there is an order, unless the order says that they
    /// are those that were open. `running` is the pipe that tells init of its end.
    Socket {
        socket: i32,
        running: i32,
        open: [i32; 3],
    },
}

impl Meeting {
    pub(super) fn new(
        identities: &Identities,
        proc: BorrowedFd<'_>,
        uid: u32,
        source: Source,
        here: Here,
    ) -> Meeting {
        Meeting {
            identities,
            proc: proc.as_raw_fd(),
            uid,
            order: AtomicPtr::new(core::ptr::null_mut()),
            source,
            here,
            begun: AtomicBool::new(false),
            errno: AtomicI32::new(0),
            stage: AtomicI32::new(0),
            call: AtomicPtr::new(core::ptr::null_mut()),
            label: UnsafeCell::new([0; LABEL]),
            label_length: AtomicUsize::new(0),
        }
    }

    /// The mark of all that comes from the child; empty until it has found it out.
    pub(super) fn label(&self) -> &[u8] {
        let length = self.label_length.load(Ordering::Acquire).min(LABEL);
        // SAFETY: the child wrote it before the length, and writes it once.
        let label = unsafe { &*self.label.get() };
        &label[..length]
    }

    /// Where the child writes its mark, once.
    ///
    /// # Safety
    ///
    /// Only the child may, and only before [`labelled`](Meeting::labelled).
    #[allow(clippy::mut_from_ref, reason = "the two processes take turns")]
    pub(super) unsafe fn label_room(&self) -> &mut [u8; LABEL] {
        // SAFETY: init reads it only after its length has been stored.
        unsafe { &mut *self.label.get() }
    }

    /// The mark is there, and so long.
    pub(super) fn labelled(&self, length: usize) {
        self.label_length.store(length, Ordering::Release);
    }

    /// The child has its order.
    pub(super) fn begin(&self) {
        self.begun.store(true, Ordering::Release);
    }

    /// Whether it ever got so far.
    pub(super) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Acquire)
    }

    /// How it went, once it has settled.
    pub(super) fn outcome(&self) -> Result<(), (LaunchStage, Error)> {
        let errno = self.errno.load(Ordering::Acquire);
        if errno == 0 {
            return Ok(());
        }
        let call = self.call.load(Ordering::Acquire);
        let call = if call.is_null() {
            ""
        } else {
            // SAFETY: the child stored the address of a constant.
            unsafe { *call }
        };
        const STAGES: [LaunchStage; 3] = [
            LaunchStage::Engine,
            LaunchStage::Directory,
            LaunchStage::Program,
        ];
        let stage = STAGES[self.stage.load(Ordering::Acquire) as usize % STAGES.len()];
        Err((stage, Error { call, errno }))
    }

    /// Why the child ends.
    pub(super) fn tell(&self, stage: LaunchStage, error: &Error) {
        let call = (&raw const *call_name(error)).cast_mut();
        self.call.store(call, Ordering::Release);
        self.stage.store(stage as i32, Ordering::Release);
        self.errno.store(error.errno, Ordering::Release);
    }
}

/// A place that outlives the child for the name of the call that failed.
fn call_name(error: &Error) -> &'static &'static str {
    const NAMES: [&str; 10] = [
        "execve",
        "chdir",
        "setns",
        "recvmsg",
        "capset",
        "seccomp",
        "dup3",
        "setresuid",
        "setresgid",
        "prlimit64",
    ];
    const OTHER: &str = "";
    NAMES
        .iter()
        .find(|name| **name == error.call)
        .unwrap_or(&OTHER)
}
