//! Entering and leaving namespaces.

use crate::descriptor::BorrowedFd;

use crate::syscall::{Result, call, nr};

/// Moves the process into new namespaces: [`crate::clone::flags`].
pub fn unshare(flags: u64) -> Result<()> {
    // SAFETY: no pointers; the namespaces named by the flags share no memory.
    unsafe { call!("unshare", nr::UNSHARE, flags) }.map(drop)
}

/// Enters the namespace behind a descriptor of `/proc/PID/ns`.
pub fn enter(namespace: BorrowedFd<'_>, kind: u64) -> Result<()> {
    // SAFETY: no pointers.
    unsafe { call!("setns", nr::SETNS, namespace.as_raw_fd(), kind) }.map(drop)
}

/// Sets the host name.
pub fn set_hostname(name: &[u8]) -> Result<()> {
    // SAFETY: the kernel reads the slice's length.
    unsafe { call!("sethostname", nr::SETHOSTNAME, name.as_ptr(), name.len()) }.map(drop)
}
