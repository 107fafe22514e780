//! What a sandbox may use.

use serde::{Deserialize, Serialize};

/// Limits of a sandbox. Sizes are bytes. `None` means: no limit.
///
/// ```
/// use computesdk_model::Limits;
/// let limits = Limits { memory: Some(256 << 20), ..Limits::default() };
/// assert_eq!(limits.processes, Some(512));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Memory of all processes together; 2 GiB unless told otherwise.
    pub memory: Option<u64>,
    /// Processes and threads alive at once; 512 unless told otherwise.
    pub processes: Option<u64>,
    /// Open files of one process; 1,024 unless told otherwise.
    pub open_files: Option<u64>,
    /// Everything written to the sandbox's file system, `/tmp` and `/dev/shm`
    /// included; 2 GiB unless told otherwise.
    pub disk: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            memory: Some(2 << 30),
            processes: Some(512),
            open_files: Some(1024),
            disk: Some(2 << 30),
        }
    }
}
