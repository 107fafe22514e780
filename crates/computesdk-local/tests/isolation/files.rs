//! Files of the host.

use computesdk::User;

use crate::canary::{Planted, SECRET};
use crate::probe::{probe, shell};
use crate::sandbox::{USERS, builder, sandbox};

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
        assert_eq!(answers.of("read"), SECRET.trim_end());
        assert_eq!(answers.of("remount"), "EPERM", "{user:?}");
        let changed: Vec<_> = answers
            .all()
            .filter(|(attempt, answer)| {
                !["read", "remount"].contains(attempt) && *answer != "EROFS"
            })
            .collect();
        assert!(changed.is_empty(), "{user:?}: {changed:?}");
        planted.assert_untouched();
    }
}

/// What a sandbox changes of the system it sees, no other one sees.
#[tokio::test]
async fn changes_of_the_system_stay_in_their_sandbox() {
    let (one, two) = tokio::join!(sandbox(), sandbox());
    let name = format!("computesdk-canary-{}", std::process::id());
    // In /usr only where ids are mapped and the kernel can show files with them.
    let make = format!(
        "for place in /usr/bin /usr/local/bin /opt/bin /etc; do
            {{ echo x > $place/{name}; }} 2>/dev/null && echo $place/{name}
        done"
    );
    let made = shell(&one, User::Root, &make).await;
    assert!(made.contains("/etc/"), "{made:?}");
    for path in made.lines() {
        let look = format!("test -e {path} || echo hidden");
        assert_eq!(shell(&two, User::Root, &look).await, "hidden\n", "{path}");
        assert!(!std::path::Path::new(path).exists(), "the host has {path}");
    }
}

/// The rules that keep devices away must not keep files in their directories.
#[tokio::test]
async fn files_move_between_directories() {
    let sandbox = sandbox().await;
    let script = "import os
os.makedirs('one/deep'), os.mkdir('two'), open('one/file', 'w').close()
os.link('one/file', 'two/link')
os.rename('one/file', 'two/file')
os.rename('one/deep', 'two/deep')
os.mkdir('/tmp/one'), os.mkdir('/tmp/two'), os.rename('/tmp/one', '/tmp/two/one')
print(sorted(os.listdir('two')))";
    let result = sandbox.exec(("python3", ["-c", script])).await.unwrap();
    assert_eq!(result.stdout, "['deep', 'file', 'link']\n");
}
