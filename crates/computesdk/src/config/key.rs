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
    Processes,
    OpenFiles,
    Disk,
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
pub(super) const SETTINGS: [Spelling; 9] = [
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
    spelling(Key::Processes, "limits", "processes", "COMPUTE_PROCESSES"),
    spelling(Key::OpenFiles, "limits", "open_files", "COMPUTE_OPEN_FILES"),
    spelling(Key::Disk, "limits", "disk", "COMPUTE_DISK"),
];

impl Config {
    /// Takes one setting over.
    pub(super) fn set(&mut self, key: Key, given: &Given<'_>) -> Result<()> {
        match key {
            Key::Provider => self.provider = Some(given.parse(value::NAME)?),
            Key::TimeoutMs => self.timeout = Some(given.parse(value::MILLISECONDS)?),
            Key::LogLevel => self.log_level = Some(given.parse(value::LEVEL)?),
            Key::MaxSandboxes => self.max_sandboxes = Some(given.parse(value::COUNT)?),
            Key::MaxOutputSize => self.max_output_size = Some(given.parse(value::SIZE)?),
            Key::Memory => self.memory = Some(given.parse(value::SIZE_LIMIT)?),
            Key::Processes => self.processes = Some(given.parse(value::COUNT_LIMIT)?),
            Key::OpenFiles => self.open_files = Some(given.parse(value::COUNT_LIMIT)?),
            Key::Disk => self.disk = Some(given.parse(value::SIZE_LIMIT)?),
        }
        Ok(())
    }
}
