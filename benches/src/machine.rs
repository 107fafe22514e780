//! Where it was measured.

use std::fs;

use serde::Serialize;

use crate::cases::Bubblewrap;

/// Facts that figures depend on.
#[derive(Serialize)]
pub(crate) struct Machine {
    kernel: String,
    processor: String,
    processors: usize,
    /// Bytes.
    memory: u64,
    user: &'static str,
    /// Mean number of busy processes in the last minute, before and after.
    load_before: f64,
    load_after: f64,
    bubblewrap: Option<String>,
}

impl Machine {
    /// At the beginning of a run.
    pub(crate) fn look() -> Self {
        let status = read("/proc/self/status");
        let ids = field(&status, "Uid:").unwrap_or_default();
        let is_root = ids.split_whitespace().nth(1) == Some("0");
        let memory = read("/proc/meminfo");
        let kibibytes = field(&memory, "MemTotal:").and_then(|text| text.split(' ').next());
        Machine {
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            processor: field(&read("/proc/cpuinfo"), "model name")
                .unwrap_or("unknown")
                .trim_start_matches([':', ' '])
                .to_owned(),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            memory: kibibytes.and_then(|text| text.parse().ok()).unwrap_or(0) * 1024,
            user: if is_root { "root" } else { "an ordinary user" },
            load_before: load(),
            load_after: 0.0,
            bubblewrap: Bubblewrap::version(),
        }
    }

    pub(crate) fn at_the_end(&mut self) {
        self.load_after = load();
    }

    pub(crate) fn has_bubblewrap(&self) -> bool {
        self.bubblewrap.is_some()
    }

    /// For the line below the table.
    pub(crate) fn summary(&self) -> String {
        format!(
            "Linux {}, {} × {}, as {}, {}, load {:.1} before and {:.1} after",
            self.kernel,
            self.processors,
            self.processor,
            self.user,
            self.bubblewrap.as_deref().unwrap_or("no bubblewrap"),
            self.load_before,
            self.load_after,
        )
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The rest of the first line that starts with `name`.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .find_map(|line| line.strip_prefix(name))
        .map(str::trim)
}

fn load() -> f64 {
    let text = read("/proc/loadavg");
    let first = text.split(' ').next();
    first
        .and_then(|number| number.parse().ok())
        .unwrap_or(f64::NAN)
}
