//! Who runs a command inside a sandbox.

use serde::{Deserialize, Serialize};

/// A user of the sandbox. Neither is a user of the host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum User {
    /// `user`, uid 1000, home `/home/user`: the default.
    #[default]
    User,
    /// `root`, uid 0 inside, home `/root`. It owns the sandbox's files and
    /// nothing else: outside it is an unprivileged id.
    Root,
}

impl User {
    /// Login name inside the sandbox.
    pub fn name(self) -> &'static str {
        match self {
            User::User => "user",
            User::Root => "root",
        }
    }

    /// Numeric user and group id inside the sandbox.
    pub fn uid(self) -> u32 {
        match self {
            User::User => 1000,
            User::Root => 0,
        }
    }

    /// Home directory inside the sandbox.
    pub fn home(self) -> &'static str {
        match self {
            User::User => "/home/user",
            User::Root => "/root",
        }
    }
}
