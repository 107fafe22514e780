//! The sandbox that is attacked.

use std::sync::Arc;

use computesdk::LayerKind;
use computesdk::{BackgroundProcess, Compute, ComputeBuilder, Sandbox, User};
use computesdk_local::{LocalOptions, LocalProvider};

use crate::probe::shell;

/// Everybody who can attack from inside.
pub(crate) const USERS: [User; 2] = [User::User, User::Root];

/// A sandbox without further settings.
pub(crate) async fn sandbox() -> Sandbox {
    builder().build().unwrap().default_sandbox().await.unwrap()
}

/// Serves a secret on port 8000 of a sandbox's loopback, and at an abstract socket.
pub(crate) async fn serve_secret(sandbox: &Sandbox) -> BackgroundProcess {
    let script = include_str!("probes/serve_secret.py");
    let server = sandbox.start_background(("python3", ["-I", "-S", "-c", script]));
    let server = server.await.unwrap();
    shell(
        sandbox,
        User::User,
        "until grep -q computesdk-neighbour /proc/net/unix; do sleep 0.02; done",
    )
    .await;
    server
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
    assert!(
        weaken.is_empty() || in_virtual_machine() || may_be_off_in_network_of_its_own(&weaken),
        "defences are only switched off in a disposable virtual machine, those of the network \
         also in a disposable network: `cargo xtask weaken`"
    );
    LocalOptions {
        weaken,
        ..LocalOptions::default()
    }
}

/// Whether these defences may be off in a disposable network. Those of the kernel are what
/// keeps a command from the rights of whoever runs the tests: only somebody without any.
#[cfg(feature = "weaken")]
fn may_be_off_in_network_of_its_own(weaken: &[String]) -> bool {
    let of_the_relay = weaken.iter().all(|name| name.starts_with("Egress"));
    in_network_of_its_own() && (of_the_relay || has_no_rights())
}

/// Whether this is nobody outside: in a user namespace, not as the host's superuser.
#[cfg(feature = "weaken")]
fn has_no_rights() -> bool {
    let map = std::fs::read_to_string("/proc/self/uid_map").unwrap();
    let numbers: Vec<_> = map.split_whitespace().collect();
    matches!(numbers[..], [_, outside, "1"] if outside != "0")
}

/// Whether there is nothing in the network but a loopback device.
pub(crate) fn in_network_of_its_own() -> bool {
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
