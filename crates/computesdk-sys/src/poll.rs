//! Waiting for several descriptors.

use crate::descriptor::BorrowedFd;
use core::ptr;
use core::time::Duration;

use crate::syscall::{Result, call, nr, retry};

const POLLIN: i16 = 1;

/// One descriptor to wait for (struct pollfd).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    fd: i32,
    events: i16,
    returned: i16,
}

impl Entry {
    /// Waits until there is something to read, or the other side is gone.
    pub fn readable(fd: BorrowedFd<'_>) -> Entry {
        Entry {
            fd: fd.as_raw_fd(),
            events: POLLIN,
            returned: 0,
        }
    }

    /// Whether it happened.
    pub fn ready(&self) -> bool {
        self.returned != 0
    }

    /// Whether there is something to read.
    pub fn has_data(&self) -> bool {
        self.returned & POLLIN != 0
    }
}

/// Waits without limit until one of the entries is ready.
pub fn wait(entries: &mut [Entry]) -> Result<()> {
    poll(entries, ptr::null())
}

/// Waits until one of the entries is ready, at most this long. Whether one is.
pub fn wait_at_most(entries: &mut [Entry], time: Duration) -> Result<bool> {
    // struct timespec.
    let time = [time.as_secs() as i64, i64::from(time.subsec_nanos())];
    poll(entries, time.as_ptr())?;
    Ok(entries.iter().any(Entry::ready))
}

/// Looks which of the entries are ready, without waiting.
pub fn check(entries: &mut [Entry]) -> Result<()> {
    // struct timespec.
    let now = [0i64; 2];
    poll(entries, now.as_ptr())
}

fn poll(entries: &mut [Entry], timeout: *const i64) -> Result<()> {
    // SAFETY: the kernel reads and writes the entries it is told the number of;
    // the timeout is null or two 64-bit numbers that outlive the call.
    retry(|| unsafe {
        call!(
            "ppoll",
            nr::PPOLL,
            entries.as_mut_ptr(),
            entries.len(),
            timeout,
            ptr::null::<u8>(),
            0
        )
    })
    .map(drop)
}
