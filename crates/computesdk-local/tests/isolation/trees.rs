//! Links in trees that the host asks to be listed, copied or filled by somebody who
//! has more rights than whoever made them.

use computesdk::{Errno, Sandbox, User};

use crate::probe::shell;
use crate::sandbox::sandbox;

/// A directory of the user's with a link to one of root's in it.
async fn planted() -> Sandbox {
    let sandbox = sandbox().await;
    let keep = "mkdir -p /root/kept && echo secret > /root/kept/file";
    shell(&sandbox, User::Root, keep).await;
    let plant = "mkdir -p tree/deep && ln -s /root/kept tree/deep/way";
    shell(&sandbox, User::User, plant).await;
    sandbox
}

async fn kept(sandbox: &Sandbox) -> String {
    shell(sandbox, User::Root, "ls /root/kept; cat /root/kept/*").await
}

#[tokio::test]
async fn a_link_is_not_gone_through() {
    let sandbox = planted().await;
    let listed = sandbox.list("tree").recursive().user(User::Root);
    let listed = listed.await.unwrap();
    assert!(
        listed.iter().all(|entry| !entry.path.ends_with("way/file")),
        "{listed:?}"
    );

    sandbox
        .copy("tree", "/root/copy")
        .user(User::Root)
        .await
        .unwrap();
    let copied = shell(&sandbox, User::Root, "readlink /root/copy/deep/way").await;
    assert_eq!(copied, "/root/kept\n");

    sandbox
        .chmod("tree", 0o755)
        .recursive()
        .user(User::Root)
        .await
        .unwrap();
    assert_eq!(kept(&sandbox).await, "file\nsecret\n");
}

#[tokio::test]
async fn nothing_is_removed_through_a_link() {
    let sandbox = planted().await;
    let removed = sandbox.remove("tree").recursive().user(User::Root).await;
    assert_eq!(kept(&sandbox).await, "file\nsecret\n");
    removed.unwrap();
}

/// An archive of one file, made by hand: its path goes through the link.
fn archive(path: &str) -> Vec<u8> {
    let mut header = [0u8; 512];
    header[..path.len()].copy_from_slice(path.as_bytes());
    for (at, text) in [
        (100, "0000644\0"),
        (108, "0000000\0"),
        (116, "0000000\0"),
        (124, "00000000004\0"),
        (136, "00000000000\0"),
        (148, "        "),
        (156, "0"),
        (257, "ustar\x0000"),
    ] {
        header[at..at + text.len()].copy_from_slice(text.as_bytes());
    }
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut archive = header.to_vec();
    archive.extend(b"evil");
    archive.resize(512 * 4, 0);
    archive
}

#[tokio::test]
async fn nothing_is_unpacked_through_a_link() {
    let sandbox = planted().await;
    let evil = std::io::Cursor::new(archive("deep/way/file"));
    let unpacked = sandbox.extract(evil, "tree").user(User::Root).await;
    let errno = unpacked.map_err(|error| error.errno());
    assert_eq!(errno, Err(Some(Errno::EXDEV)));
    assert_eq!(kept(&sandbox).await, "file\nsecret\n");
    // The archive is a good one.
    let good = std::io::Cursor::new(archive("deep/other/file"));
    sandbox
        .extract(good, "tree")
        .user(User::Root)
        .await
        .unwrap();
    let other = shell(&sandbox, User::User, "cat tree/deep/other/file").await;
    assert_eq!(other, "evil");
}
