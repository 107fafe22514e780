//! Options of the provider.

use std::path::PathBuf;

/// How the local provider works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalOptions {
    /// A copy of the init program on disk, to be executed in place of the one
    /// that the library carries. Needed where a security policy goes by paths,
    /// as Ubuntu 24.04's AppArmor rule for user namespaces does.
    pub init_path: Option<PathBuf>,
    /// Use the subordinate ids that `/etc/subuid` grants, where `newuidmap` is
    /// installed and the program is not run by root. On unless told otherwise.
    pub subordinate_ids: bool,
    /// Defences to leave out, by name. Without the feature `weaken`, which is
    /// for tests of the tests, the engine has no code that heeds it.
    #[cfg(feature = "weaken")]
    pub weaken: Vec<String>,
}

impl LocalOptions {
    /// Whether a defence is to be left out.
    pub(crate) fn lacks(&self, defence: &str) -> bool {
        #[cfg(feature = "weaken")]
        return self.weaken.iter().any(|name| name == defence);
        #[cfg(not(feature = "weaken"))]
        {
            let _ = defence;
            false
        }
    }
}

impl Default for LocalOptions {
    fn default() -> Self {
        LocalOptions {
            init_path: None,
            subordinate_ids: true,
            #[cfg(feature = "weaken")]
            weaken: Vec::new(),
        }
    }
}
