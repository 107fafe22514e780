//! How often the kernel killed something of this sandbox for want of memory.

use alloc::string::String;

use computesdk_sys::{OwnedFd, fd};

/// The counter, where a control group keeps one.
pub(super) struct MemoryEvents<'a>(Option<&'a OwnedFd>);

impl<'a> MemoryEvents<'a> {
    /// `events` is `memory.oom_control` or `memory.events`: both have the line.
    pub(super) fn new(events: Option<&'a OwnedFd>) -> Self {
        MemoryEvents(events)
    }

    /// Kills so far.
    pub(super) fn count(&self) -> u64 {
        let mut buffer = [0u8; 512];
        let length = match self.0 {
            Some(events) => fd::read_at_start(events.as_fd(), &mut buffer).unwrap_or(0),
            None => 0,
        };
        String::from_utf8_lossy(&buffer[..length])
            .lines()
            .find_map(|line| line.strip_prefix("oom_kill ")?.parse().ok())
            .unwrap_or(0)
    }
}
