//! Changing what the host has shown: inside, and nowhere else.

use std::fs;
use std::path::Path;
use std::process::Command;

use computesdk::{LayerKind, User};

use crate::probe::shell;
use crate::sandbox::{USERS, has, sandbox};

/// Where programs are looked up, beside those of the host.
#[tokio::test]
async fn programs_can_be_installed() {
    let sandbox = sandbox().await;
    let name = format!("installed-by-{}", std::process::id());
    let script = format!(
        "set -e
        before=$(ls -A /usr/local)
        echo 'echo runs' > /usr/local/bin/{name}
        chmod 755 /usr/local/bin/{name}
        mkdir -p /usr/local/lib/{name}/deep
        ln -s ../lib/{name} /usr/local/share/{name}
        test -d /usr/local/share/{name}/deep
        test \"$before\" = \"$(ls -A /usr/local)\"
        rm -r /usr/local/share/{name} /usr/local/lib/{name}
        test ! -e /usr/local/lib/{name}"
    );
    assert_eq!(shell(&sandbox, User::Root, &script).await, "");
    for user in USERS {
        assert_eq!(shell(&sandbox, user, &name).await, "runs\n", "{user:?}");
    }
    assert!(!Path::new("/usr/local/bin").join(&name).exists());
}

#[tokio::test]
async fn what_the_host_has_installed_is_there() {
    let sandbox = sandbox().await;
    let script = "cd /usr/local && find . -maxdepth 3 | sort";
    let outside = Command::new("sh").args(["-c", script]).output().unwrap();
    let outside = String::from_utf8(outside.stdout).unwrap();
    for user in USERS {
        assert_eq!(shell(&sandbox, user, script).await, outside, "{user:?}");
    }
}

/// What the root has of its own, on every kernel.
#[tokio::test]
async fn directories_of_the_root_can_be_removed() {
    let sandbox = sandbox().await;
    let script = "set -e
        ls -d /etc/ssl /var/lib
        rm -r /etc/ssl /var/lib
        mkdir /etc/ssl
        ls -A /etc/ssl";
    let output = shell(&sandbox, User::Root, script).await;
    assert_eq!(output, "/etc/ssl\n/var/lib\n");
}

/// Kernels differ in whether that can be; then we say so.
#[tokio::test]
async fn directories_of_the_host_can_be_removed_or_we_say_that_they_cannot() {
    const DIRECTORY: &str = "/usr/include/linux";
    let names = || fs::read_dir(DIRECTORY).unwrap().count();
    let before = names();
    let sandbox = sandbox().await;
    let script = format!("rm -r {DIRECTORY} 2>/dev/null; test -e {DIRECTORY} || echo gone");
    let gone = shell(&sandbox, User::Root, &script).await == "gone\n";

    let layers = sandbox.info().await.unwrap().layers;
    let mut told = layers.iter().map(|layer| &layer.detail);
    let told = told.any(|detail| detail.contains("no whole directory"));
    let writable = has(&sandbox, LayerKind::WritableSystem).await;
    assert_eq!(gone, writable && !told);
    assert_eq!(names(), before);
}
