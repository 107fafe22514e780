//! Clocks.

use core::time::Duration;

use crate::syscall::{call, nr};

const CLOCK_BOOTTIME: usize = 7;

/// Time since the machine started, its sleep included: that of `/proc/PID/stat`.
pub fn since_boot() -> Duration {
    /// struct timespec.
    #[repr(C)]
    struct Time {
        seconds: i64,
        nanoseconds: i64,
    }
    let mut time = Time {
        seconds: 0,
        nanoseconds: 0,
    };
    // SAFETY: the kernel writes one struct timespec. It has this clock.
    let _ = unsafe {
        call!(
            "clock_gettime",
            nr::CLOCK_GETTIME,
            CLOCK_BOOTTIME,
            &raw mut time
        )
    };
    Duration::new(time.seconds as u64, time.nanoseconds as u32)
}
