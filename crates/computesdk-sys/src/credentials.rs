//! Who a process is and what it may do.

use crate::syscall::{Result, call, nr};

const PR_SET_DUMPABLE: usize = 4;
const PR_SET_NAME: usize = 15;
const PR_CAPBSET_DROP: usize = 24;
const PR_SET_SECUREBITS: usize = 28;
const PR_SET_NO_NEW_PRIVS: usize = 38;

/// Capabilities keep their effect when ids change (linux/securebits.h).
pub const SECURE_NO_SETUID_FIXUP: usize = 1 << 2;

/// Number of the last capability that any kernel knows today, CHECKPOINT_RESTORE.
pub const LAST_CAPABILITY: u32 = 40;

fn prctl(name: &'static str, option: usize, value: usize) -> Result<()> {
    // SAFETY: none of the options used with this function takes a pointer.
    unsafe { call!(name, nr::PRCTL, option, value, 0, 0, 0) }.map(drop)
}

/// Sets the real, effective and saved user id.
pub fn set_user(uid: u32) -> Result<()> {
    // SAFETY: no pointers.
    unsafe { call!("setresuid", nr::SETRESUID, uid, uid, uid) }.map(drop)
}

/// Sets the effective user id, and leaves the real and the saved one.
pub fn set_effective_user(uid: u32) -> Result<()> {
    const UNCHANGED: u32 = u32::MAX;
    // SAFETY: no pointers.
    unsafe { call!("setresuid", nr::SETRESUID, UNCHANGED, uid, UNCHANGED) }.map(drop)
}

/// Sets the real, effective and saved group id.
pub fn set_group(gid: u32) -> Result<()> {
    // SAFETY: no pointers.
    unsafe { call!("setresgid", nr::SETRESGID, gid, gid, gid) }.map(drop)
}

/// The effective user and group id.
pub fn effective_ids() -> (u32, u32) {
    // SAFETY: no pointers; these two calls cannot fail.
    let uid = unsafe { call!("geteuid", nr::GETEUID) };
    // SAFETY: as above.
    let gid = unsafe { call!("getegid", nr::GETEGID) };
    (uid.unwrap_or(0) as u32, gid.unwrap_or(0) as u32)
}

/// Drops every supplementary group.
pub fn drop_groups() -> Result<()> {
    // SAFETY: a list of length 0 is not read.
    unsafe { call!("setgroups", nr::SETGROUPS, 0, 0) }.map(drop)
}

/// Makes files as this user and group from now on, without changing who the
/// process is. The kernel reports no failure.
pub fn set_filesystem_ids(uid: u32, gid: u32) {
    // SAFETY: no pointers.
    let _ = unsafe { call!("setfsgid", nr::SETFSGID, gid) };
    // SAFETY: no pointers.
    let _ = unsafe { call!("setfsuid", nr::SETFSUID, uid) };
}

/// The ids that new files get.
pub fn filesystem_ids() -> (u32, u32) {
    /// Nobody's id: changes nothing, and the answer is the id as it was.
    const NONE: u32 = u32::MAX;
    // SAFETY: no pointers.
    let uid = unsafe { call!("setfsuid", nr::SETFSUID, NONE) };
    // SAFETY: no pointers.
    let gid = unsafe { call!("setfsgid", nr::SETFSGID, NONE) };
    (uid.unwrap_or(0) as u32, gid.unwrap_or(0) as u32)
}

/// Sets the secure bits.
pub fn set_secure_bits(bits: usize) -> Result<()> {
    prctl("prctl(PR_SET_SECUREBITS)", PR_SET_SECUREBITS, bits)
}

/// Takes a capability out of the set that executing a program can give.
pub fn drop_from_bounding_set(capability: u32) -> Result<()> {
    prctl(
        "prctl(PR_CAPBSET_DROP)",
        PR_CAPBSET_DROP,
        capability as usize,
    )
}

/// Sets the effective and permitted capabilities; none is inheritable.
pub fn set_capabilities(mask: u64) -> Result<()> {
    let half = |bits: u32| CapabilityData {
        effective: bits,
        permitted: bits,
        inheritable: 0,
    };
    let data = [half(mask as u32), half((mask >> 32) as u32)];
    // SAFETY: version 3 reads one header and two data blocks.
    unsafe { call!("capset", nr::CAPSET, &raw const HEADER, &raw const data) }.map(drop)
}

/// The effective capabilities.
pub fn effective_capabilities() -> Result<u64> {
    let mut data = [CapabilityData::default(); 2];
    // SAFETY: version 3 reads one header and writes two data blocks.
    unsafe { call!("capget", nr::CAPGET, &raw const HEADER, &raw mut data) }?;
    Ok(u64::from(data[0].effective) | u64::from(data[1].effective) << 32)
}

/// Which layout is meant, and whose capabilities.
#[repr(C)]
struct CapabilityHeader {
    version: u32,
    pid: i32,
}

/// Version 3, of the calling process.
static HEADER: CapabilityHeader = CapabilityHeader {
    version: 0x2008_0522,
    pid: 0,
};

/// 32 of the capabilities.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct CapabilityData {
    effective: u32,
    permitted: u32,
    inheritable: u32,
}

/// Promises that no program executed from here on gains privileges.
pub fn set_no_new_privileges() -> Result<()> {
    prctl("prctl(PR_SET_NO_NEW_PRIVS)", PR_SET_NO_NEW_PRIVS, 1)
}

/// Leaves the session keyring that was inherited for a new, empty one.
pub fn leave_session_keyring() -> Result<()> {
    const KEYCTL_JOIN_SESSION_KEYRING: usize = 1;
    // SAFETY: a null name asks for a keyring without one.
    unsafe { call!("keyctl", nr::KEYCTL, KEYCTL_JOIN_SESSION_KEYRING, 0) }.map(drop)
}

/// Whether others of the same user may trace the process and read its memory.
pub fn set_dumpable(dumpable: bool) -> Result<()> {
    prctl("prctl(PR_SET_DUMPABLE)", PR_SET_DUMPABLE, dumpable as usize)
}

/// Names the process for `ps`; the kernel keeps 15 bytes.
pub fn set_name(name: &'static core::ffi::CStr) -> Result<()> {
    prctl("prctl(PR_SET_NAME)", PR_SET_NAME, name.as_ptr() as usize)
}
