//! Deleting everything.

use std::fs;
use std::os::unix::fs::DirEntryExt;

use computesdk::User;

use crate::canary::Planted;
use crate::probe::shell;
use crate::sandbox::builder;

/// The host's programs and libraries: names and inodes, two levels deep.
fn listing() -> Vec<String> {
    let mut lines = Vec::new();
    for directory in ["/usr", "/usr/bin", "/usr/lib", "/usr/share"] {
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            lines.push(format!("{:?} {}", entry.path(), entry.ino()));
        }
    }
    lines.sort();
    lines
}

#[tokio::test]
async fn deleting_everything_leaves_the_host_untouched() {
    let planted = Planted::new();
    let before = listing();
    let compute = builder().build().unwrap();
    let sandbox = compute
        .sandbox("local")
        .mount(planted.directory(), "/shown", true);
    let sandbox = sandbox.await.unwrap();
    sandbox
        .write_file("/home/user/marker", "inside")
        .await
        .unwrap();
    // Only where the marker is: nowhere but in a sandbox. What rm says is kept by the shell
    // itself: soon there is no other program.
    let script = "\
        test \"$(cat /home/user/marker)\" = inside || exit 1
        said=$(rm -rf --no-preserve-root / 2>&1)
        echo \"$?\"
        echo \"${said: -300}\"";
    let told = shell(&sandbox, User::Root, script).await;
    assert!(
        told.starts_with("1\n"),
        "not everything can be deleted: mounts are busy: {told}"
    );

    assert!(
        sandbox.read_file("/home/user/marker").await.is_err(),
        "rm did its work: {told}"
    );
    planted.assert_untouched();
    assert_eq!(listing(), before);
}
