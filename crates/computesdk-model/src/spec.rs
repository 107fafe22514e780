//! What a sandbox is made of.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Limits, Network};

/// Name of a sandbox, unique among those of its provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SandboxId(String);

impl SandboxId {
    /// An id as a provider gave it.
    pub fn new(id: impl Into<String>) -> Self {
        SandboxId(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SandboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The root file system that a sandbox starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Image {
    /// The host's `/usr` and the toolchains found on it, read-only, under a
    /// writable layer that is thrown away with the sandbox.
    #[default]
    Host,
}

/// A directory or file of the host, shown inside a sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Path on the host.
    pub source: PathBuf,
    /// Absolute path inside the sandbox; made where it does not exist.
    pub target: PathBuf,
    /// Whether writing is refused.
    pub read_only: bool,
}

/// Everything that a provider needs to make a sandbox.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SandboxSpec {
    /// Root file system.
    pub image: Image,
    /// Limits.
    pub limits: Limits,
    /// What it may reach over the network.
    pub network: Network,
    /// What else of the host is shown inside.
    pub mounts: Vec<Mount>,
    /// Environment of every command, beside the provider's own.
    pub env: BTreeMap<OsString, OsString>,
    /// Host name inside; `sandbox` unless told otherwise.
    pub hostname: Option<String>,
}
