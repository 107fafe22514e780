//! What a sandbox may use.

use serde::{Deserialize, Serialize};

use crate::{Hint, InvalidArgumentError, Result};

/// Limits of a sandbox. Sizes are bytes. `None` means: no limit, unless the
/// field says otherwise.
///
/// ```
/// use computesdk_model::Limits;
/// let limits = Limits { memory: Some(256 << 20), ..Limits::default() };
/// assert_eq!(limits.processes, Some(512));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Memory of all processes together; 2 GiB unless told otherwise. What is
    /// written to files counts too, where they lie in memory.
    pub memory: Option<u64>,
    /// Swap beyond `memory`; 0 unless told otherwise. Counts where memory has a
    /// limit.
    pub swap: Option<u64>,
    /// Processes and threads alive at once; 512 unless told otherwise.
    pub processes: Option<u64>,
    /// Processor time per time, of all processes together, in processors: 0.5
    /// is half of one. 0.01 to 8192; no limit unless told otherwise.
    pub cpus: Option<f64>,
    /// Its share where sandboxes compete for processors: one of 200 gets twice
    /// the time of one of 100. 1 to 10,000; 100 unless told otherwise.
    pub cpu_weight: u64,
    /// Open files of one process; 1,024 unless told otherwise.
    pub open_files: Option<u64>,
    /// Length of a file that a command writes; no limit unless told otherwise.
    pub file_size: Option<u64>,
    /// Everything written to the sandbox's file system, `/dev/shm` included and
    /// `/tmp` where it has no size of its own; 2 GiB unless told otherwise.
    pub disk: Option<u64>,
    /// A file system of this size for `/tmp`, which then does not count as
    /// `disk`. `None`, the default, is none of its own.
    pub tmp: Option<u64>,
    /// Files, directories and links that are made within `disk`, and in `/tmp`
    /// where that has a size of its own; before Linux 6.6 the few hundred that a
    /// sandbox begins with count too. `None`, the default, is one for every 4 KiB,
    /// which is also the most in such a `/tmp`.
    pub inodes: Option<u64>,
    /// Bytes read from disks in a second; no limit unless told otherwise.
    pub read_rate: Option<u64>,
    /// Bytes written to disks in a second; no limit unless told otherwise.
    pub write_rate: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            memory: Some(2 << 30),
            swap: Some(0),
            processes: Some(512),
            cpus: None,
            cpu_weight: 100,
            open_files: Some(1024),
            file_size: None,
            disk: Some(2 << 30),
            tmp: None,
            inodes: None,
            read_rate: None,
            write_rate: None,
        }
    }
}

impl Limits {
    /// The least open files: the three standard ones, and one to load a program.
    pub const OPEN_FILES: u64 = 4;
    /// The least and the most processors that can be asked for.
    pub const CPUS: (f64, f64) = (0.01, 8192.0);
    /// The least and the most weight.
    pub const CPU_WEIGHT: (u64, u64) = (1, 10_000);

    /// Whether all of them make sense.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` that names the limit.
    pub fn check(&self) -> Result<()> {
        let counts = [
            ("memory", self.memory),
            ("processes", self.processes),
            ("open_files", self.open_files),
            ("file_size", self.file_size),
            ("disk", self.disk),
            ("tmp", self.tmp),
            ("inodes", self.inodes),
            ("read_rate", self.read_rate),
            ("write_rate", self.write_rate),
        ];
        if let Some((name, _)) = counts.iter().find(|(_, value)| *value == Some(0)) {
            let reason = "0 leaves nothing to work with";
            return Err(invalid(name, reason, NONE));
        }
        if let Some(count) = self.open_files.filter(|count| *count < Limits::OPEN_FILES) {
            let least = Limits::OPEN_FILES;
            let reason = format!("with {count} no program starts, {least} are the least");
            return Err(invalid("open_files", reason, NONE));
        }
        let (least, most) = Limits::CPUS;
        if let Some(cpus) = self.cpus.filter(|cpus| !(least..=most).contains(cpus)) {
            let reason = format!("{cpus} is not from {least} to {most} processors");
            return Err(invalid("cpus", reason, "0.5 is half of one processor"));
        }
        let (least, most) = Limits::CPU_WEIGHT;
        if !(least..=most).contains(&self.cpu_weight) {
            let reason = format!("{} is not from {least} to {most}", self.cpu_weight);
            return Err(invalid("cpu_weight", reason, "100 is what others have"));
        }
        Ok(())
    }
}

/// What to say instead of 0.
const NONE: &str =
    "leave it out for the usual limit; `None` in code and \"unlimited\" in compute.toml are none";

fn invalid(limit: &str, reason: impl Into<String>, hint: &'static str) -> crate::Error {
    let mut error = InvalidArgumentError::new(format!("limit `{limit}`"), reason);
    error.hints.push(Hint::new(hint));
    error.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        assert!(Limits::default().check().is_ok());
        let refused = |change: fn(&mut Limits)| {
            let mut limits = Limits::default();
            change(&mut limits);
            limits.check().unwrap_err().to_string()
        };
        assert_eq!(
            refused(|limits| limits.inodes = Some(0)),
            "invalid limit `inodes`: 0 leaves nothing to work with"
        );
        assert!(refused(|limits| limits.open_files = Some(3)).contains("4 are the least"));
        for cpus in [0.0, -1.0, 0.001, f64::NAN, f64::INFINITY] {
            let limits = Limits {
                cpus: Some(cpus),
                ..Limits::default()
            };
            assert!(limits.check().is_err(), "{cpus}");
        }
        assert!(refused(|limits| limits.cpu_weight = 0).contains("cpu_weight"));
        assert!(refused(|limits| limits.cpu_weight = 10_001).contains("10001"));
    }
}
