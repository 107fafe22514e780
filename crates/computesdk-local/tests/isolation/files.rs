//! Files of the host.

use computesdk::User;

use crate::canary::{Planted, SECRET};
use crate::probe::{probe, shell};
use crate::sandbox::{USERS, builder, has_many_ids, sandbox};

const FILES: &str = include_str!("probes/files.py");

async fn assert_hidden(planted: &Planted) {
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, FILES, &[&planted.file()]).await;
        for (attempt, answer) in answers.all() {
            assert!(
                ["ENOENT", "EACCES", "ENOTDIR"].contains(&answer),
                "{user:?} {attempt}: {answer}"
            );
        }
    }
    planted.assert_untouched();
}

#[tokio::test]
async fn a_temporary_file_of_the_host_is_out_of_reach() {
    assert_hidden(&Planted::new()).await;
}

#[tokio::test]
async fn a_home_directory_of_the_host_is_out_of_reach() {
    assert_hidden(&Planted::below(std::env::home_dir().unwrap())).await;
}

#[tokio::test]
async fn the_only_homes_are_the_sandboxes_own() {
    let sandbox = sandbox().await;
    let listing = shell(&sandbox, User::Root, "ls -A /home /root").await;
    assert_eq!(listing, "/home:\nuser\n\n/root:\n");
}

#[tokio::test]
async fn a_file_at_the_same_path_is_another_file() {
    let planted = Planted::new();
    let sandbox = sandbox().await;
    let (directory, file) = (planted.directory(), planted.file());
    let script = format!("mkdir {directory} && echo mine > {file} && cat {file}");
    assert_eq!(shell(&sandbox, User::User, &script).await, "mine\n");
    planted.assert_untouched();
}

/// Everything that changes a file or a directory, against a mount that is
/// read-only.
#[tokio::test]
async fn a_read_only_mount_cannot_be_changed() {
    let planted = Planted::new();
    let compute = builder().build().unwrap();
    let sandbox = compute
        .sandbox("local")
        .mount(planted.directory(), "/shown", true);
    let sandbox = sandbox.await.unwrap();
    for user in USERS {
        let answers = probe(
            &sandbox,
            user,
            include_str!("probes/change.py"),
            &["/shown"],
        )
        .await;
        for (attempt, answer) in answers.all() {
            let wanted = match attempt {
                "read" => SECRET.trim_end().to_owned(),
                "remount" => "EPERM".to_owned(),
                _ => "EROFS".to_owned(),
            };
            assert_eq!(answer, wanted, "{user:?} {attempt}");
        }
        planted.assert_untouched();
    }
}

/// What a sandbox changes of the system it sees, no other one sees.
#[tokio::test]
async fn changes_of_the_system_stay_in_their_sandbox() {
    let (one, two) = tokio::join!(sandbox(), sandbox());
    // With one id, what belongs to the host's root cannot be changed.
    let place = if has_many_ids(&one).await {
        "/usr/bin"
    } else {
        "/opt/bin"
    };
    let name = format!("{place}/computesdk-canary-{}", std::process::id());
    let script = format!("echo x > {name}; test -e {name} && echo made");
    assert_eq!(shell(&one, User::Root, &script).await, "made\n");
    let script = format!("test -e {name} || echo hidden");
    assert_eq!(shell(&two, User::Root, &script).await, "hidden\n");
    assert!(!std::path::Path::new(&name).exists(), "the host has {name}");
}
