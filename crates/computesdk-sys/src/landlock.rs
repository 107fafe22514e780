//! Landlock: rules that a process lays on itself (linux/landlock.h).

use crate::descriptor::{BorrowedFd, OwnedFd};

use crate::fd::own;
use crate::syscall::{Result, call, nr};

/// Rights to files.
#[allow(missing_docs)]
pub mod access {
    pub const MAKE_CHAR: u64 = 1 << 6;
    pub const MAKE_BLOCK: u64 = 1 << 11;
    /// To give a file a name in another directory. Where no rule allows it, every
    /// set of rules refuses it (EXDEV). Since version 2.
    pub const REFER: u64 = 1 << 13;
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

/// A set of rules that refuses the `files` rights wherever no rule allows them.
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

/// Allows these rights in a directory and below.
pub fn allow_below(ruleset: BorrowedFd<'_>, directory: BorrowedFd<'_>, files: u64) -> Result<()> {
    const RULE_PATH_BENEATH: usize = 1;
    /// struct landlock_path_beneath_attr.
    #[repr(C, packed)]
    struct PathBeneath {
        allowed: u64,
        parent: i32,
    }
    let rule = PathBeneath {
        allowed: files,
        parent: directory.as_raw_fd(),
    };
    // SAFETY: the kernel reads one such rule, which outlives the call.
    unsafe {
        call!(
            "landlock_add_rule",
            nr::LANDLOCK_ADD_RULE,
            ruleset.as_raw_fd(),
            RULE_PATH_BENEATH,
            &raw const rule,
            0
        )
    }
    .map(drop)
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
