//! What a source of configuration says about limits.

use computesdk_model::Limits;

/// Limits that are said. What is not is `None`; `Some(None)` says that there is
/// no limit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LimitSettings {
    pub(crate) memory: Option<Option<u64>>,
    pub(crate) swap: Option<Option<u64>>,
    pub(crate) processes: Option<Option<u64>>,
    pub(crate) cpus: Option<Option<f64>>,
    pub(crate) cpu_weight: Option<u64>,
    pub(crate) open_files: Option<Option<u64>>,
    pub(crate) file_size: Option<Option<u64>>,
    pub(crate) disk: Option<Option<u64>>,
    pub(crate) tmp: Option<Option<u64>>,
    pub(crate) inodes: Option<Option<u64>>,
    pub(crate) read_rate: Option<Option<u64>>,
    pub(crate) write_rate: Option<Option<u64>>,
}

impl LimitSettings {
    /// These where they say something, the ones below where they do not.
    pub(super) fn over(self, below: LimitSettings) -> LimitSettings {
        LimitSettings {
            memory: self.memory.or(below.memory),
            swap: self.swap.or(below.swap),
            processes: self.processes.or(below.processes),
            cpus: self.cpus.or(below.cpus),
            cpu_weight: self.cpu_weight.or(below.cpu_weight),
            open_files: self.open_files.or(below.open_files),
            file_size: self.file_size.or(below.file_size),
            disk: self.disk.or(below.disk),
            tmp: self.tmp.or(below.tmp),
            inodes: self.inodes.or(below.inodes),
            read_rate: self.read_rate.or(below.read_rate),
            write_rate: self.write_rate.or(below.write_rate),
        }
    }

    /// The limits of a sandbox.
    pub(crate) fn limits(&self) -> Limits {
        let default = Limits::default();
        Limits {
            memory: self.memory.unwrap_or(default.memory),
            swap: self.swap.unwrap_or(default.swap),
            processes: self.processes.unwrap_or(default.processes),
            cpus: self.cpus.unwrap_or(default.cpus),
            cpu_weight: self.cpu_weight.unwrap_or(default.cpu_weight),
            open_files: self.open_files.unwrap_or(default.open_files),
            file_size: self.file_size.unwrap_or(default.file_size),
            disk: self.disk.unwrap_or(default.disk),
            tmp: self.tmp.unwrap_or(default.tmp),
            inodes: self.inodes.unwrap_or(default.inodes),
            read_rate: self.read_rate.unwrap_or(default.read_rate),
            write_rate: self.write_rate.unwrap_or(default.write_rate),
        }
    }
}

/// All of them said.
impl From<Limits> for LimitSettings {
    fn from(limits: Limits) -> Self {
        LimitSettings {
            memory: Some(limits.memory),
            swap: Some(limits.swap),
            processes: Some(limits.processes),
            cpus: Some(limits.cpus),
            cpu_weight: Some(limits.cpu_weight),
            open_files: Some(limits.open_files),
            file_size: Some(limits.file_size),
            disk: Some(limits.disk),
            tmp: Some(limits.tmp),
            inodes: Some(limits.inodes),
            read_rate: Some(limits.read_rate),
            write_rate: Some(limits.write_rate),
        }
    }
}
