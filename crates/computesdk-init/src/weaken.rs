//! Switching defences off, to show that the tests of the defences can fail.
//!
//! Only a build with the feature `weaken` can do it. In any other build the
//! question below is answered `false` when it is compiled.

/// A defence that a test can leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defence {
    Seccomp,
    NoNewPrivileges,
    Capabilities,
    NestedUserNamespace,
    UserNamespaceLimit,
    NetworkNamespace,
    IpcNamespace,
    UtsNamespace,
    PidNamespace,
    MaskedProc,
    Landlock,
    NoSetuid,
    ReadOnlySources,
    InheritedDescriptors,
}

/// The defences that are left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weakened {
    #[cfg(feature = "weaken")]
    names: Vec<String>,
}

impl Weakened {
    pub(crate) fn new(names: Vec<String>) -> Weakened {
        #[cfg(feature = "weaken")]
        return Weakened { names };
        #[cfg(not(feature = "weaken"))]
        {
            drop(names);
            Weakened {}
        }
    }

    /// Whether this defence is left out.
    pub(crate) fn lacks(&self, defence: Defence) -> bool {
        #[cfg(feature = "weaken")]
        return self.names.iter().any(|name| *name == format!("{defence:?}"));
        #[cfg(not(feature = "weaken"))]
        {
            let _ = defence;
            false
        }
    }
}
