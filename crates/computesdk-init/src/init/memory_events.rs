//! How often the kernel killed something of this sandbox for want of memory.

use std::fs::File;
use std::marker::PhantomData;
use std::os::unix::fs::FileExt;

/// The counter, where a control group keeps one.
pub(super) struct MemoryEvents<'a> {
    file: Option<File>,
    _sandbox: PhantomData<&'a ()>,
}

impl MemoryEvents<'_> {
    /// No counter: nothing limits the memory.
    pub(super) fn none() -> Self {
        MemoryEvents {
            file: None,
            _sandbox: PhantomData,
        }
    }

    /// Kills so far.
    pub(super) fn count(&self) -> u64 {
        let Some(file) = &self.file else { return 0 };
        let mut buffer = [0u8; 512];
        let length = file.read_at(&mut buffer, 0).unwrap_or(0);
        // `memory.oom_control` and `memory.events` both have the line.
        String::from_utf8_lossy(&buffer[..length])
            .lines()
            .find_map(|line| line.strip_prefix("oom_kill ")?.parse().ok())
            .unwrap_or(0)
    }
}
