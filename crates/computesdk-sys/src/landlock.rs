//! Landlock: rules that a process lays on itself (linux/landlock.h).

use crate::descriptor::{BorrowedFd, OwnedFd};

use crate::fd::own;
use crate::syscall::{Result, call, nr};

/// Rights to files.
#[allow(missing_docs)]
pub mod access {
    pub const MAKE_CHAR: u64 = 1 << 6;
    pub const MAKE_BLOCK: u64 = 1 << 11;
}

/// Which version of the interface the kernel has.
pub fn version() -> Result<u32> {
    const CREATE_RULESET_VERSION: usize = 1;
    // SAFETY: asked for the version, the kernel reads no attributes.
    unsafe {
        call!(
            "landlock_create_ruleset(VERSION)",
            nr::LANDLOCK_CREATE_RULESET,
            0,
            0,
            CREATE_RULESET_VERSION
        )
    }
    .map(|version| version as u32)
}

/// A set of rules that refuses the `files` rights everywhere.
pub fn ruleset(files: u64) -> Result<OwnedFd> {
    // struct landlock_ruleset_attr; later fields may be left out.
    let attributes: u64 = files;
    // SAFETY: the kernel reads the given size of the attributes.
    unsafe {
        call!(
            "landlock_create_ruleset",
            nr::LANDLOCK_CREATE_RULESET,
            &raw const attributes,
            size_of::<u64>(),
            0
        )
    }
    .map(own)
}

/// Lays the rules on the calling process and all that come from it. No new
/// privileges must be promised first.
pub fn restrict_self(ruleset: BorrowedFd<'_>) -> Result<()> {
    // SAFETY: no pointers.
    unsafe {
        call!(
            "landlock_restrict_self",
            nr::LANDLOCK_RESTRICT_SELF,
            ruleset.as_raw_fd(),
            0
        )
    }
    .map(drop)
}
