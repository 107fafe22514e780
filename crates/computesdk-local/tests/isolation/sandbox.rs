//! The sandbox that is attacked.

use std::sync::Arc;

use computesdk::LayerKind;
use computesdk::{Compute, ComputeBuilder, Sandbox, User};
use computesdk_local::{LocalOptions, LocalProvider};

use crate::probe::shell;

/// Everybody who can attack from inside.
pub(crate) const USERS: [User; 2] = [User::User, User::Root];

/// A sandbox without further settings.
pub(crate) async fn sandbox() -> Sandbox {
    builder().build().unwrap().default_sandbox().await.unwrap()
}

/// A builder that knows the local provider and nothing of this machine.
pub(crate) fn builder() -> ComputeBuilder {
    Compute::builder()
        .no_config_file()
        .no_environment()
        .provider(Arc::new(LocalProvider::new(options())))
}

/// Whether a layer holds in this sandbox; says so where it does not.
pub(crate) async fn has(sandbox: &Sandbox, kind: LayerKind) -> bool {
    let info = sandbox.info().await.unwrap();
    let layer = info.layers.iter().find(|layer| layer.kind == kind).unwrap();
    if !layer.active {
        eprintln!("NOTE: no {kind:?} on this host: {}", layer.detail);
    }
    layer.active
}

/// Whether ids inside are several ids of the host, not one: `one` or `many` is in
/// the environment where whoever runs the tests knows it.
pub(crate) async fn has_many_ids(sandbox: &Sandbox) -> bool {
    let map = shell(sandbox, User::User, "cat /proc/self/uid_map").await;
    let count = map.split_whitespace().nth(2);
    let many = count.is_some_and(|count| count != "1");
    if let Ok(expected) = std::env::var("ISOLATION_IDS") {
        assert_eq!(many, expected == "many", "{map}");
    }
    many
}

#[cfg(not(feature = "weaken"))]
fn options() -> LocalOptions {
    LocalOptions::default()
}

/// With the defences off that the environment names.
#[cfg(feature = "weaken")]
fn options() -> LocalOptions {
    let names = std::env::var("COMPUTESDK_WEAKEN").unwrap_or_default();
    let weaken: Vec<String> = names.split_terminator(',').map(str::to_owned).collect();
    let harms_the_network_alone = weaken.iter().all(|name| is_of_the_network(name));
    assert!(
        weaken.is_empty()
            || in_virtual_machine()
            || (harms_the_network_alone && in_network_of_its_own()),
        "defences are only switched off in a disposable virtual machine, those of the network \
         also in a disposable network: `cargo xtask weaken`"
    );
    LocalOptions {
        weaken,
        ..LocalOptions::default()
    }
}

/// Whether without this defence, and others like it, nothing but a network is in danger:
/// what runs inside has the rights then that every user gets by a user namespace of his
/// own.
#[cfg(feature = "weaken")]
fn is_of_the_network(defence: &str) -> bool {
    const RIGHTS: [&str; 4] = [
        "Seccomp",
        "Capabilities",
        "NestedUserNamespace",
        "UserNamespace",
    ];
    defence.starts_with("Egress") || RIGHTS.contains(&defence)
}

/// Whether there is nothing in the network but a loopback device.
#[cfg(feature = "weaken")]
fn in_network_of_its_own() -> bool {
    let devices = std::fs::read_to_string("/proc/self/net/dev").unwrap();
    let mut names = devices
        .lines()
        .skip(2)
        .filter_map(|line| line.split(':').next());
    names.all(|name| name.trim() == "lo")
}

/// Whether the kernel is User-mode Linux, a process of the real one.
pub(crate) fn in_virtual_machine() -> bool {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap();
    processors.contains("User Mode Linux")
}
