//! A specification as a request to the spawner.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use computesdk_init::protocol::{Create, HostMount};
use computesdk_model::{
    Errno, InvalidArgumentError, Mount, NotFoundError, ResourceKind, Result, SandboxId, SandboxSpec,
};

use super::limits;
use crate::MAX_MOUNTS;
use crate::host::HOSTNAME;

/// Longest host name that the kernel takes, bytes.
const LONGEST_HOSTNAME: usize = 64;

/// Where nothing can be mounted: the engine's own mounts are there.
const RESERVED: [&str; 4] = ["/", "/dev", "/proc", "/sys"];

/// The request; its number is the spawner's to give.
pub(crate) fn request(spec: &SandboxSpec) -> Result<Create> {
    spec.limits.check()?;
    let hostname = spec.hostname.as_deref().unwrap_or(HOSTNAME);
    if hostname.is_empty() || hostname.len() > LONGEST_HOSTNAME || hostname.contains('\0') {
        let reason = format!("{hostname:?} is not 1 to {LONGEST_HOSTNAME} bytes");
        return Err(InvalidArgumentError::new("hostname", reason).into());
    }
    if spec.mounts.len() > MAX_MOUNTS {
        let reason = format!("{} mounts, {MAX_MOUNTS} are the most", spec.mounts.len());
        return Err(InvalidArgumentError::new("mounts", reason).into());
    }
    Ok(Create {
        id: 0,
        hostname: hostname.as_bytes().to_vec(),
        limits: limits::group_limits(&spec.limits, &limits::disks(&spec.limits, &spec.mounts)),
        sizes: limits::sizes(&spec.limits),
        mounts: spec.mounts.iter().map(host_mount).collect::<Result<_>>()?,
    })
}

/// The id of the sandbox with this number: unique on the host while it lives.
pub(crate) fn id(number: u64) -> SandboxId {
    static PROGRAM: OnceLock<u32> = OnceLock::new();
    let program = PROGRAM.get_or_init(std::process::id);
    SandboxId::new(format!("local-{program}-{number}"))
}

pub(super) fn host_mount(mount: &Mount) -> Result<HostMount> {
    let target = mount_target(&mount.target)?;
    // Links are followed here, with the caller's rights, and never again.
    let source = mount.source.canonicalize();
    let metadata = source.and_then(|source| Ok((source.metadata()?, source)));
    let (metadata, source) = metadata.map_err(|error| NotFoundError {
        kind: ResourceKind::File,
        name: format!("{} (the source of a mount)", mount.source.display()),
        errno: error.raw_os_error().map(Errno::from_raw),
        hints: Vec::new(),
    })?;
    Ok(HostMount {
        source: source.as_os_str().as_bytes().to_vec(),
        target,
        directory: metadata.is_dir(),
        read_only: mount.read_only,
        uid: metadata.uid(),
        gid: metadata.gid(),
    })
}

/// The path inside, without the leading slash.
fn mount_target(target: &Path) -> Result<Vec<u8>> {
    let invalid = |reason: &str| {
        let reason = format!("{} {reason}", target.display());
        InvalidArgumentError::new("mount target", reason)
    };
    if !target.is_absolute() {
        return Err(invalid("is not an absolute path").into());
    }
    if target.components().any(|part| part == Component::ParentDir) {
        return Err(invalid("goes up by `..`").into());
    }
    let clean: PathBuf = target.components().collect();
    if RESERVED.iter().any(|reserved| clean == Path::new(reserved))
        || ["/proc", "/dev", "/sys"]
            .iter()
            .any(|reserved| clean.starts_with(reserved))
    {
        return Err(invalid("is the sandbox's own").into());
    }
    let bytes: &OsStr = clean.as_os_str();
    if bytes.as_bytes().contains(&0) {
        return Err(invalid("has a NUL byte in it").into());
    }
    Ok(bytes.as_bytes()[1..].to_vec())
}
