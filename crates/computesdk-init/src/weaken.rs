//! Switching defences off, to show that the tests of the defences can fail.
//!
//! Only a build with the feature `weaken` can do it. In any other build the
//! question below is answered `false` when it is compiled.

#[cfg(feature = "weaken")]
use core::sync::atomic::{AtomicU32, Ordering};

macro_rules! defences {
    ($($name:ident,)+) => {
        /// A defence that a test can leave out.
        #[derive(Clone, Copy)]
        pub(crate) enum Defence {
            $($name,)+
        }

        #[cfg(feature = "weaken")]
        const NAMES: &[(&str, Defence)] = &[$((stringify!($name), Defence::$name),)+];
    };
}

defences! {
    Capabilities,
    Groups,
    InheritedDescriptors,
    IpcNamespace,
    MaskedProc,
    MountTargets,
    NestedUserNamespace,
    NetworkNamespace,
    NoDevices,
    NoNewPrivileges,
    NoSetuid,
    PidNamespace,
    PrivateMounts,
    ProcessFiles,
    ReadOnlyDevices,
    ReadOnlySources,
    Seccomp,
    SessionKeyring,
    SpareIdentity,
    TreeBounds,
    TreeLinks,
    UserNamespace,
    UserNamespaceLimit,
    UsersRights,
    UtsNamespace,
}

/// The defences that are left out, a bit for each.
#[cfg(feature = "weaken")]
static LEFT_OUT: AtomicU32 = AtomicU32::new(0);

/// Whether this defence is left out.
pub(crate) fn lacks(defence: Defence) -> bool {
    #[cfg(feature = "weaken")]
    return LEFT_OUT.load(Ordering::Relaxed) & (1 << defence as u32) != 0;
    #[cfg(not(feature = "weaken"))]
    {
        let _ = defence;
        false
    }
}

/// Takes the defences to leave out from the command line. What is no name of one
/// is not for us.
pub(crate) fn read_command_line<'a>(arguments: impl Iterator<Item = &'a [u8]>) {
    #[cfg(feature = "weaken")]
    for argument in arguments {
        for (name, defence) in NAMES {
            if argument == name.as_bytes() {
                LEFT_OUT.fetch_or(1 << *defence as u32, Ordering::Relaxed);
            }
        }
    }
    #[cfg(not(feature = "weaken"))]
    drop(arguments);
}
