//! The layers of isolation, as a living sandbox reports them.

use computesdk_provider::model::{Layer, LayerKind};

use super::host::Host;
use super::report::{Check, Remedy, Status};
use super::{container, ids};

/// One line for a layer that a sandbox has, or has not.
pub(super) fn check(layer: &Layer, host: &Host) -> Check {
    let status = match layer.active {
        true => Status::Ok,
        false => Status::Degraded,
    };
    let check = Check::new(name(layer.kind), status, &layer.detail);
    match remedy(layer.kind, host) {
        Some(remedy) if !layer.active => check.remedy(remedy),
        _ => check,
    }
}

fn name(kind: LayerKind) -> &'static str {
    match kind {
        LayerKind::UserNamespace => "user namespace",
        LayerKind::NestedUserNamespace => "nested user namespace",
        LayerKind::PrivateIds => "private ids",
        LayerKind::MountNamespace => "mount namespace",
        LayerKind::PidNamespace => "pid namespace",
        LayerKind::NetworkNamespace => "network namespace",
        LayerKind::IpcNamespace => "ipc namespace",
        LayerKind::UtsNamespace => "uts namespace",
        LayerKind::CgroupNamespace => "cgroup namespace",
        LayerKind::Seccomp => "system call filter",
        LayerKind::NoNewPrivileges => "no new privileges",
        LayerKind::Capabilities => "capabilities dropped",
        LayerKind::Landlock => "Landlock",
        LayerKind::MaskedProc => "masked /proc",
        LayerKind::WritableSystem => "writable system",
        LayerKind::GroupsDropped => "groups dropped",
        _ => "further layer",
    }
}

fn remedy(kind: LayerKind, host: &Host) -> Option<Remedy> {
    match kind {
        LayerKind::PrivateIds | LayerKind::GroupsDropped => ids::remedy(host),
        LayerKind::WritableSystem => Some(Remedy::new(
            "Programs inside can change what belongs to them: homes, /etc, /opt, /tmp, /usr/local, /var. As root, \
             on a file system that can map ids (ext4, XFS, btrfs), they can change /usr too",
        )),
        LayerKind::PidNamespace | LayerKind::MaskedProc if host.container.is_some() => {
            Some(container::remedy())
        }
        LayerKind::Landlock => Some(Remedy::new(
            "Start a kernel of 5.13 or newer with landlock among the modules of its lsm= parameter",
        )),
        LayerKind::Seccomp => Some(Remedy::new(
            "Use a kernel that is built with CONFIG_SECCOMP_FILTER",
        )),
        LayerKind::CgroupNamespace => Some(Remedy::new(
            "Use a kernel that is built with CONFIG_CGROUPS",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(kind: LayerKind, active: bool) -> Layer {
        Layer {
            kind,
            active,
            detail: "found".to_owned(),
        }
    }

    #[test]
    fn only_a_layer_that_is_missing_comes_with_a_remedy() {
        let host = Host::default();
        let active = check(&layer(LayerKind::Landlock, true), &host);
        assert_eq!((active.status, active.remedy), (Status::Ok, None));

        let missing = check(&layer(LayerKind::Landlock, false), &host);
        assert_eq!(missing.status, Status::Degraded);
        assert!(missing.remedy.unwrap().advice.contains("lsm="));
    }

    #[test]
    fn an_ordinary_user_is_told_about_id_ranges_and_root_is_not() {
        let missing = layer(LayerKind::PrivateIds, false);
        assert!(check(&missing, &Host::default()).remedy.is_some());
        let root = Host {
            root: true,
            ..Host::default()
        };
        assert_eq!(check(&missing, &root).remedy, None);
    }
}
