//! The settings that a file and the environment both know.

use computesdk_model::Result;

use super::value::Given;
use super::{Config, value};

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Provider,
    TimeoutMs,
    LogLevel,
    MaxSandboxes,
    MaxOutputSize,
    Memory,
    Swap,
    Processes,
    Cpus,
    CpuWeight,
    OpenFiles,
    FileSize,
    Disk,
    Tmp,
    Inodes,
    ReadRate,
    WriteRate,
    Network,
    Allow,
    PoolMin,
    PoolMax,
    PoolMemory,
    PoolIdleMs,
    CacheDirectory,
    CacheSize,
}

/// How a setting is spelled.
pub(super) struct Spelling {
    pub(super) key: Key,
    /// Table of the file that it is in; empty for the top.
    pub(super) table: &'static str,
    pub(super) name: &'static str,
    pub(super) variable: &'static str,
}

const fn spelling(
    key: Key,
    table: &'static str,
    name: &'static str,
    variable: &'static str,
) -> Spelling {
    Spelling {
        key,
        table,
        name,
        variable,
    }
}

/// Every setting.
pub(super) const SETTINGS: [Spelling; 25] = [
    spelling(Key::Provider, "", "provider", "COMPUTE_PROVIDER"),
    spelling(Key::TimeoutMs, "", "timeout_ms", "COMPUTE_TIMEOUT_MS"),
    spelling(Key::LogLevel, "", "log_level", "COMPUTE_LOG_LEVEL"),
    spelling(
        Key::MaxSandboxes,
        "",
        "max_sandboxes",
        "COMPUTE_MAX_SANDBOXES",
    ),
    spelling(
        Key::MaxOutputSize,
        "",
        "max_output_size",
        "COMPUTE_MAX_OUTPUT_SIZE",
    ),
    spelling(Key::Memory, "limits", "memory", "COMPUTE_MEMORY"),
    spelling(Key::Swap, "limits", "swap", "COMPUTE_SWAP"),
    spelling(Key::Processes, "limits", "processes", "COMPUTE_PROCESSES"),
    spelling(Key::Cpus, "limits", "cpus", "COMPUTE_CPUS"),
    spelling(Key::CpuWeight, "limits", "cpu_weight", "COMPUTE_CPU_WEIGHT"),
    spelling(Key::OpenFiles, "limits", "open_files", "COMPUTE_OPEN_FILES"),
    spelling(Key::FileSize, "limits", "file_size", "COMPUTE_FILE_SIZE"),
    spelling(Key::Disk, "limits", "disk", "COMPUTE_DISK"),
    spelling(Key::Tmp, "limits", "tmp", "COMPUTE_TMP"),
    spelling(Key::Inodes, "limits", "inodes", "COMPUTE_INODES"),
    spelling(Key::ReadRate, "limits", "read_rate", "COMPUTE_READ_RATE"),
    spelling(Key::WriteRate, "limits", "write_rate", "COMPUTE_WRITE_RATE"),
    spelling(Key::Network, "", "network", "COMPUTE_NETWORK"),
    spelling(Key::Allow, "", "allow", "COMPUTE_ALLOW"),
    spelling(Key::PoolMin, "pool", "min", "COMPUTE_POOL_MIN"),
    spelling(Key::PoolMax, "pool", "max", "COMPUTE_POOL_MAX"),
    spelling(Key::PoolMemory, "pool", "memory", "COMPUTE_POOL_MEMORY"),
    spelling(Key::PoolIdleMs, "pool", "idle_ms", "COMPUTE_POOL_IDLE_MS"),
    spelling(
        Key::CacheDirectory,
        "cache",
        "directory",
        "COMPUTE_CACHE_DIRECTORY",
    ),
    spelling(Key::CacheSize, "cache", "size", "COMPUTE_CACHE_SIZE"),
];

impl Config {
    /// Takes one setting over.
    pub(super) fn set(&mut self, key: Key, given: &Given<'_>) -> Result<()> {
        let (limits, pool) = (&mut self.limits, &mut self.pool);
        match key {
            Key::Provider => self.provider = Some(given.parse(value::NAME)?),
            Key::TimeoutMs => self.timeout = Some(given.parse(value::MILLISECONDS)?),
            Key::LogLevel => self.log_level = Some(given.parse(value::LEVEL)?),
            Key::MaxSandboxes => self.max_sandboxes = Some(given.parse(value::COUNT)?),
            Key::MaxOutputSize => self.max_output_size = Some(given.parse(value::SIZE)?),
            Key::Memory => limits.memory = Some(given.parse(value::SIZE_LIMIT)?),
            Key::Swap => limits.swap = Some(given.parse(value::SWAP)?),
            Key::Processes => limits.processes = Some(given.parse(value::COUNT_LIMIT)?),
            Key::Cpus => limits.cpus = Some(given.parse(value::CPUS)?),
            Key::CpuWeight => limits.cpu_weight = Some(given.parse(value::WEIGHT)?),
            Key::OpenFiles => limits.open_files = Some(given.parse(value::COUNT_LIMIT)?),
            Key::FileSize => limits.file_size = Some(given.parse(value::SIZE_LIMIT)?),
            Key::Disk => limits.disk = Some(given.parse(value::SIZE_LIMIT)?),
            Key::Tmp => limits.tmp = Some(given.parse(value::SIZE_LIMIT)?),
            Key::Inodes => limits.inodes = Some(given.parse(value::COUNT_LIMIT)?),
            Key::ReadRate => limits.read_rate = Some(given.parse(value::SIZE_LIMIT)?),
            Key::WriteRate => limits.write_rate = Some(given.parse(value::SIZE_LIMIT)?),
            Key::Network => self.access = Some(given.parse(value::NETWORK)?),
            Key::Allow => self.allow = Some(given.parse(value::RULES)?),
            Key::PoolMin => pool.min = Some(given.parse(value::COUNT_OR_NONE)?),
            Key::PoolMax => pool.max = Some(given.parse(value::COUNT_OR_NONE)?),
            Key::PoolMemory => pool.memory = Some(given.parse(value::SIZE)?),
            Key::PoolIdleMs => pool.idle = Some(given.parse(value::DURATION)?),
            // What is in it, sandboxes run.
            Key::CacheDirectory => {
                let directory = given.parse(value::PATH)?;
                self.cache.directory = Some(given.place.path(directory, "the cache")?);
            }
            Key::CacheSize => self.cache.size = Some(given.parse(value::SIZE)?),
        }
        Ok(())
    }
}
