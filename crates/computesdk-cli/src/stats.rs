//! What a command used, in one line.

use std::fmt;

use computesdk::ExecResult;

use crate::message;

/// Prints it on standard error.
pub(crate) fn print(result: &ExecResult) {
    let usage = &result.usage;
    message::usage(format_args!(
        "time {:.3} s, processor {:.3} s, memory {}, disk read {}, disk written {}",
        result.execution_time.as_secs_f64(),
        usage.cpu_time.as_secs_f64(),
        Size(usage.memory),
        Size(usage.disk_read),
        Size(usage.disk_written),
    ));
}

/// Bytes as people read them.
pub(crate) struct Size(pub(crate) u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [&str; 3] = ["KiB", "MiB", "GiB"];
        if self.0 < 1 << 10 {
            return write!(f, "{} B", self.0);
        }
        let mut size = self.0 as f64 / 1024.0;
        let mut unit = 0;
        while size >= 1024.0 && unit + 1 < UNITS.len() {
            size /= 1024.0;
            unit += 1;
        }
        write!(f, "{size:.1} {}", UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let text = |bytes| Size(bytes).to_string();
        assert_eq!(text(1023), "1023 B");
        assert_eq!(text(1536), "1.5 KiB");
        assert_eq!(text(64 << 20), "64.0 MiB");
        assert_eq!(text(5 << 40), "5120.0 GiB");
    }
}
