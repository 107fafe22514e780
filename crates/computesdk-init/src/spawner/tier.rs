//! Finding out what this host allows.

use alloc::borrow::ToOwned;

use computesdk_sys::clone::flags;
use computesdk_sys::{credentials, namespace, process};

use super::ids;
use super::requests::Requests;
use crate::paths;
use crate::protocol::{Failure, IdMapping};

/// Becomes able to make sandboxes: as root by what root may do, else as root of
/// a user namespace of its own. Leaves the process in a mount namespace of its
/// own either way.
pub(super) fn enter(requests: &mut Requests, subordinate: bool) -> Result<IdMapping, Failure> {
    let (uid, gid) = credentials::effective_ids();
    if uid == 0 && can_map_private_ids() && namespace::unshare(flags::NEWNS).is_ok() {
        return Ok(IdMapping::Private);
    }
    namespace::unshare(flags::NEWUSER)
        .map_err(|error| Failure::new("create a user namespace", error))?;
    let mapping = if subordinate && requests.map_ids(process::id()) {
        IdMapping::Subordinate
    } else {
        map_own_id(uid, gid)?;
        IdMapping::Single
    };
    // Refused where a security module lets anybody make a user namespace but
    // gives no capabilities in it (Ubuntu 24.04).
    namespace::unshare(flags::NEWNS)
        .map_err(|error| Failure::new("create a mount namespace", error))?;
    Ok(mapping)
}

/// Whether a range of high ids can be mapped: root in a container of its own
/// often has only a few.
fn can_map_private_ids() -> bool {
    const SETGID_AND_SETUID: u64 = 1 << 6 | 1 << 7;
    credentials::effective_capabilities()
        .is_ok_and(|all| all & SETGID_AND_SETUID == SETGID_AND_SETUID)
        && ["/proc/self/uid_map", "/proc/self/gid_map"]
            .iter()
            .all(|map| paths::read(map).is_some_and(|map| ids::are_mapped(&map)))
}

fn map_own_id(uid: u32, gid: u32) -> Result<(), Failure> {
    for (file, content) in [
        // Without it an unprivileged process may not map groups at all.
        ("/proc/self/setgroups", "deny".to_owned()),
        ("/proc/self/uid_map", format!("0 {uid} 1")),
        ("/proc/self/gid_map", format!("0 {gid} 1")),
    ] {
        paths::write(file, &content)
            .map_err(|error| Failure::at("map the own user id", file, error))?;
    }
    Ok(())
}
