//! What a sandbox is, and what really holds it.

use std::fmt;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::SandboxId;

/// One layer of isolation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LayerKind {
    /// Ids inside are not the host's ids.
    UserNamespace,
    /// Commands run in a user namespace below the one that owns the sandbox.
    NestedUserNamespace,
    /// Every sandbox has host ids that no other living sandbox has.
    PrivateIds,
    /// A root file system of its own.
    MountNamespace,
    /// Processes of the host are invisible.
    PidNamespace,
    /// A network of its own.
    NetworkNamespace,
    /// System V IPC and POSIX message queues of its own.
    IpcNamespace,
    /// A host name of its own.
    UtsNamespace,
    /// The host's cgroup paths are invisible.
    CgroupNamespace,
    /// A system call allow-list.
    Seccomp,
    /// No program gains privileges by being executed.
    NoNewPrivileges,
    /// Capabilities are dropped.
    Capabilities,
    /// Landlock restricts files and tracing.
    Landlock,
    /// Dangerous parts of `/proc` are hidden or read-only.
    MaskedProc,
    /// System directories can be changed inside without touching the host.
    WritableSystem,
    /// Supplementary groups of the host user are dropped.
    GroupsDropped,
}

/// Whether a layer of isolation is active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Layer {
    /// Which layer.
    pub kind: LayerKind,
    /// Whether it holds in this sandbox.
    pub active: bool,
    /// How, or why not.
    pub detail: String,
}

/// Which limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LimitKind {
    /// Memory of all processes.
    Memory,
    /// Swap beyond the memory limit.
    Swap,
    /// Processes and threads.
    Processes,
    /// Processor time per time; its value in thousandths of a processor.
    Cpus,
    /// Share of the processors among sandboxes that compete for them.
    CpuWeight,
    /// Open files of one process.
    OpenFiles,
    /// Length of a file that a command writes.
    FileSize,
    /// Bytes written to the sandbox's file system.
    Disk,
    /// Bytes written to `/tmp`, where it has a size of its own.
    Tmp,
    /// Files, directories and links made in the sandbox's file system.
    Inodes,
    /// Bytes read from disks in a second.
    ReadRate,
    /// Bytes written to disks in a second.
    WriteRate,
}

impl LimitKind {
    /// In one word, for programs: as it is serialized.
    pub fn name(self) -> &'static str {
        match self {
            LimitKind::Memory => "memory",
            LimitKind::Swap => "swap",
            LimitKind::Processes => "processes",
            LimitKind::Cpus => "cpus",
            LimitKind::CpuWeight => "cpu_weight",
            LimitKind::OpenFiles => "open_files",
            LimitKind::FileSize => "file_size",
            LimitKind::Disk => "disk",
            LimitKind::Tmp => "tmp",
            LimitKind::Inodes => "inodes",
            LimitKind::ReadRate => "read_rate",
            LimitKind::WriteRate => "write_rate",
        }
    }
}

/// What enforces a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Mechanism {
    /// A group of the unified hierarchy.
    CgroupV2,
    /// A group of a version 1 controller.
    CgroupV1,
    /// A resource limit of each process.
    Rlimit,
    /// The size of a file system in memory.
    Tmpfs,
    /// Nothing: the limit does not hold.
    None,
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mechanism::CgroupV2 => "cgroup v2",
            Mechanism::CgroupV1 => "cgroup v1",
            Mechanism::Rlimit => "rlimit, per process",
            Mechanism::Tmpfs => "tmpfs",
            Mechanism::None => "none",
        })
    }
}

/// A limit and what enforces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitStatus {
    /// Which limit.
    pub kind: LimitKind,
    /// Its value, in bytes where it is a size; `None` for no limit.
    pub value: Option<u64>,
    /// What enforces it; where it has no value, what would.
    pub mechanism: Mechanism,
    /// What the mechanism does not cover, or why there is none.
    pub detail: Option<String>,
}

/// What a sandbox is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SandboxInfo {
    /// Its id.
    pub id: SandboxId,
    /// Name of the provider that runs it.
    pub provider: String,
    /// When it was made.
    pub created_at: SystemTime,
    /// Each layer of isolation, active or not.
    pub layers: Vec<Layer>,
    /// Each limit and its mechanism.
    pub limits: Vec<LimitStatus>,
    /// What the caller should know: parts that could not be had on this host.
    pub warnings: Vec<String>,
}

impl SandboxInfo {
    /// An info without layers or limits: the base that a provider fills.
    pub fn new(id: SandboxId, provider: impl Into<String>, created_at: SystemTime) -> Self {
        SandboxInfo {
            id,
            provider: provider.into(),
            created_at,
            layers: Vec::new(),
            limits: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Whether a layer is active.
    pub fn has(&self, kind: LayerKind) -> bool {
        self.layers
            .iter()
            .any(|layer| layer.kind == kind && layer.active)
    }
}
