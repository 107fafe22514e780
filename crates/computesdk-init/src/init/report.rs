//! Which layers of isolation hold in this sandbox.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use super::Setup;
use super::identity::Identities;
use super::rootfs::{RootFs, System};
use crate::protocol::{IdMapping, LayerReport};
use crate::weaken::{Defence, lacks};

/// What the report is made from.
pub(super) struct Layers<'a, 'b> {
    pub(super) setup: &'a Setup<'b>,
    pub(super) root: &'a RootFs,
    pub(super) identities: &'a Identities,
    pub(super) groups_dropped: bool,
}

impl Layers<'_, '_> {
    pub(super) fn report(&self) -> Vec<LayerReport> {
        let unless = |defence| !lacks(defence);
        let filter = self.setup.common.filter.len() / 8;
        let (private, mapping) = match self.setup.ids.mapping {
            IdMapping::Private => (true, "65,536 host ids that no other sandbox has"),
            IdMapping::Subordinate => (
                false,
                "65,536 subordinate ids of the host user, shared by that user's sandboxes",
            ),
            IdMapping::Single => (false, "one id: the host user's own"),
        };
        vec![
            layer("user_namespace", unless(Defence::UserNamespace), mapping),
            layer(
                "nested_user_namespace",
                unless(Defence::NestedUserNamespace),
                if self.identities.nesting_refused {
                    "commands run below the sandbox's own; no further one can be made"
                } else {
                    "commands run below the sandbox's own"
                },
            ),
            layer("private_ids", private, mapping),
            layer("mount_namespace", true, "own root file system"),
            layer(
                "pid_namespace",
                unless(Defence::PidNamespace),
                "own process ids",
            ),
            layer(
                "network_namespace",
                unless(Defence::NetworkNamespace),
                "loopback only",
            ),
            layer("ipc_namespace", unless(Defence::IpcNamespace), "own IPC"),
            layer(
                "uts_namespace",
                unless(Defence::UtsNamespace),
                "own host name",
            ),
            layer("cgroup_namespace", true, "one for each command"),
            layer(
                "seccomp",
                unless(Defence::Seccomp) && filter > 0,
                &format!("allow-list of {filter} instructions"),
            ),
            layer("no_new_privileges", unless(Defence::NoNewPrivileges), "set"),
            layer(
                "capabilities",
                unless(Defence::Capabilities),
                "none for user; 11 for root, in its own user namespace",
            ),
            match self.identities.landlock_version {
                Some(version) => layer("landlock", true, &format!("version {version}")),
                None => layer(
                    "landlock",
                    false,
                    "the kernel does not have version 2 of it",
                ),
            },
            layer(
                "masked_proc",
                self.root.masked_proc,
                "host details hidden, settings read-only",
            ),
            layer(
                "writable_system",
                matches!(self.root.system, System::Writable { .. }),
                match self.root.system {
                    System::Writable { directories: true } => {
                        "system directories under a private layer"
                    }
                    System::Writable { directories: false } => {
                        "system directories under a private layer, in which no whole directory of the host's can be removed before Linux 6.6"
                    }
                    System::Local => {
                        "/usr/local under a private layer, the rest read-only: its files cannot be given to the sandbox's root here"
                    }
                    System::ReadOnly => {
                        "system directories are read-only: their files cannot be given to the sandbox's root here"
                    }
                },
            ),
            layer(
                "groups_dropped",
                self.groups_dropped,
                if self.groups_dropped {
                    "no supplementary groups"
                } else {
                    "a single mapped id cannot drop the host user's supplementary groups"
                },
            ),
        ]
    }
}

fn layer(name: &str, active: bool, detail: &str) -> LayerReport {
    LayerReport {
        name: name.to_owned(),
        active,
        detail: detail.to_owned(),
    }
}
