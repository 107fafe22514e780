//! Limits, as they travel.

use alloc::vec::Vec;

use super::codec::{positions, record};
use super::{Decode, Encode, Failure};

record! {
    /// What control groups enforce; `None` is no limit.
    pub struct GroupLimits {
        /// Bytes of memory.
        pub memory: Option<u64>,
        /// Bytes of swap beyond them.
        pub swap: Option<u64>,
        /// Processes and threads.
        pub processes: Option<u64>,
        /// Microseconds of processor time in every 100 milliseconds.
        pub cpu_quota: Option<u64>,
        /// Share of processor time: 1 to 10,000, usually 100.
        pub cpu_weight: u64,
        /// Rates of disks.
        pub disks: Vec<DiskRate>,
    }
}

record! {
    /// How fast a disk may be used.
    pub struct DiskRate {
        /// Number of its driver.
        pub major: u32,
        /// Its number there.
        pub minor: u32,
        /// Bytes read in a second.
        pub read: Option<u64>,
        /// Bytes written in a second.
        pub write: Option<u64>,
    }
}

record! {
    /// Sizes of file systems in memory; `None` is no limit.
    pub struct Sizes {
        /// Bytes of the writable layer.
        pub disk: Option<u64>,
        /// Inodes of the writable layer, where not in proportion to its bytes; a
        /// file system for `/tmp` has no more.
        pub inodes: Option<u64>,
        /// Bytes of a file system of its own for `/tmp`; without, it is part of
        /// the writable layer.
        pub tmp: Option<u64>,
    }
}

record! {
    /// Limits of a living sandbox's control groups.
    pub struct Limit {
        /// Number of the request.
        pub request: u64,
        /// The sandbox's number.
        pub id: u64,
        /// The limits.
        pub limits: GroupLimits,
    }
}

record! {
    /// What came of a change: the old state holds where there is a failure.
    pub struct Changed {
        /// Number of the request.
        pub request: u64,
        /// Why nothing was changed.
        pub failure: Option<Failure>,
    }
}

record! {
    /// Limits that each process has for itself; `None` is no limit.
    pub struct ProcessLimits {
        /// Open files.
        pub open_files: Option<u64>,
        /// Bytes of a file that is written.
        pub file_size: Option<u64>,
        /// Processes and threads of the same user, where no control group counts them.
        pub processes: Option<u64>,
        /// Bytes of memory that is its alone, where no control group counts it.
        pub memory: Option<u64>,
    }
}

record! {
    /// New sizes of the writable file systems.
    pub struct Resize {
        /// Number of the request.
        pub request: u64,
        /// The sizes.
        pub sizes: Sizes,
    }
}

/// A limit that a command met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitCode {
    /// The kernel killed something for want of memory.
    Memory,
    /// A file system has become full.
    Disk,
    /// The kernel refused a process.
    Processes,
}

positions!(LimitCode: Memory, Disk, Processes);
