//! Memory that sandboxes can have.

use computesdk_provider::model::Limits;

use super::report::{Check, Remedy, Status};

/// `MemAvailable` of `/proc/meminfo`, in bytes.
fn available(meminfo: &str) -> Option<u64> {
    let value = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

/// Whether one sandbox of default size fits.
pub(super) fn check(meminfo: &str) -> Check {
    let Some(bytes) = available(meminfo) else {
        return Check::new(
            "memory",
            Status::Unknown,
            "no MemAvailable in /proc/meminfo",
        );
    };
    let found = format!("{} MiB available", bytes >> 20);
    match Limits::default().memory {
        Some(limit) if bytes < limit => {
            Check::new("memory", Status::Degraded, found).remedy(Remedy::new(format!(
                "A sandbox may use {} MiB by default; give it less with --memory",
                limit >> 20
            )))
        }
        _ => Check::new("memory", Status::Ok, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn available_memory_is_compared_with_one_sandbox() {
        let text = |kb: u64| format!("MemTotal: 1 kB\nMemAvailable:   {kb} kB\n");
        assert_eq!(available(&text(2048)), Some(2 << 20));
        assert_eq!(check(&text(512 << 10)).status, Status::Degraded);
        assert_eq!(check(&text(8 << 20)).status, Status::Ok);
        assert_eq!(check("").status, Status::Unknown);
    }
}
