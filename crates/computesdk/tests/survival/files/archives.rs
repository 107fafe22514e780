//! Archives made to do harm inside, when they are unpacked.

use std::io::Cursor;

use computesdk::{Errno, Error, Sandbox, Transfer, User};
use tar::{Builder, EntryType, Header};
use tokio::io::AsyncReadExt;

use crate::world::{run, sandbox, text};

/// An archive that no tool would make.
struct Evil(Builder<Vec<u8>>);

impl Evil {
    fn new() -> Evil {
        Evil(Builder::new(Vec::new()))
    }

    /// An entry of exactly this name.
    fn add(mut self, kind: EntryType, name: &[u8], link: &[u8], content: &[u8]) -> Evil {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(0o755);
        header.set_size(content.len() as u64);
        let old = header.as_old_mut();
        old.name[..name.len()].copy_from_slice(name);
        old.linkname[..link.len()].copy_from_slice(link);
        header.set_cksum();
        self.0.append(&header, content).unwrap();
        self
    }

    async fn unpack(self, sandbox: &Sandbox) -> computesdk::Result<Transfer> {
        let bytes = self.0.into_inner().unwrap();
        sandbox
            .extract(Cursor::new(bytes), "target")
            .user(User::Root)
            .await
    }
}

/// A sandbox with a canary beside the directory that is unpacked to.
async fn prepared() -> Sandbox {
    let sandbox = sandbox().await;
    let plant = "mkdir -p /home/user/target; echo mine > /home/user/canary";
    sandbox.exec(plant).user(User::Root).await.unwrap();
    sandbox
}

async fn assert_untouched(sandbox: &Sandbox) {
    let outside = "cat /home/user/canary; ls -A /home/user; ls /tmp";
    assert_eq!(text(sandbox, outside).await, "mine\ncanary\ntarget");
}

#[test]
fn paths_that_lead_out_are_left_out() {
    run(async {
        let sandbox = prepared().await;
        let unpacked = Evil::new()
            .add(EntryType::Regular, b"../canary", b"", b"evil")
            .add(EntryType::Regular, b"/home/user/canary", b"", b"evil")
            .add(EntryType::Regular, b"a/../../canary", b"", b"evil")
            .add(EntryType::Directory, b"../new", b"", b"")
            .add(EntryType::Symlink, b"../link", b"x", b"")
            .add(EntryType::Link, b"../hard", b"file", b"")
            .add(EntryType::Link, b"hard", b"../canary", b"")
            .add(EntryType::Link, b"absolute", b"/home/user/canary", b"")
            .add(EntryType::Regular, b"file", b"", b"fine")
            .unpack(&sandbox);
        let unpacked = unpacked.await.unwrap();
        assert_eq!(unpacked.skipped.len(), 8, "{:?}", unpacked.skipped);
        assert_eq!(unpacked.files, 1);
        assert_eq!(
            text(&sandbox, "ls target; cat target/file").await,
            "file\nfine"
        );
        assert_untouched(&sandbox).await;
    });
}

/// A link comes first, and a file through it then.
#[test]
fn links_that_come_along_lead_nowhere() {
    run(async {
        for link in [&b"/home/user"[..], b"..", b"/proc/self/cwd/..", b"/"] {
            let sandbox = prepared().await;
            let unpacked = Evil::new()
                .add(EntryType::Symlink, b"way", link, b"")
                .add(EntryType::Regular, b"way/canary", b"", b"evil")
                .unpack(&sandbox);
            let errno = unpacked.await.unwrap_err().errno();
            let shown = String::from_utf8_lossy(link);
            assert!(
                matches!(errno, Some(Errno::EXDEV | Errno::ELOOP)),
                "{shown}: {errno:?}"
            );
            assert_untouched(&sandbox).await;

            // Through a further name.
            let sandbox = prepared().await;
            let unpacked = Evil::new()
                .add(EntryType::Symlink, b"way", link, b"")
                .add(EntryType::Link, b"hard", b"way/canary", b"")
                .unpack(&sandbox);
            assert_eq!(unpacked.await.unwrap().skipped.len(), 1);
            assert_untouched(&sandbox).await;

            // Onto the link itself.
            let sandbox = prepared().await;
            let unpacked = Evil::new()
                .add(EntryType::Symlink, b"canary", b"../canary", b"")
                .add(EntryType::Regular, b"canary", b"", b"evil")
                .unpack(&sandbox);
            unpacked.await.unwrap();
            assert_untouched(&sandbox).await;
        }
    });
}

#[test]
fn a_link_that_was_planted_is_not_followed() {
    run(async {
        let sandbox = prepared().await;
        let plant = "ln -s .. target/way; ln -s ../canary target/file";
        sandbox.exec(plant).user(User::Root).await.unwrap();
        let unpacked = Evil::new()
            .add(EntryType::Directory, b"way", b"", b"")
            .add(EntryType::Regular, b"way/canary", b"", b"evil")
            .add(EntryType::Regular, b"file", b"", b"evil")
            .unpack(&sandbox);
        unpacked.await.unwrap();
        assert_untouched(&sandbox).await;
        assert_eq!(
            text(&sandbox, "cat target/way/canary target/file").await,
            "evilevil"
        );
    });
}

#[test]
fn devices_and_pipes_are_left_out() {
    run(async {
        let sandbox = prepared().await;
        let unpacked = Evil::new()
            .add(EntryType::Char, b"null", b"", b"")
            .add(EntryType::Block, b"disk", b"", b"")
            .add(EntryType::Fifo, b"pipe", b"", b"")
            .unpack(&sandbox);
        assert_eq!(unpacked.await.unwrap().skipped.len(), 3);
        assert_eq!(text(&sandbox, "ls -A target").await, "");
    });
}

#[test]
fn a_size_that_is_a_lie_is_told() {
    run(async {
        let sandbox = prepared().await;
        let mut header = Header::new_gnu();
        header.set_path("large").unwrap();
        header.set_mode(0o644);
        header.set_size(1 << 60);
        header.set_cksum();
        let mut bytes = header.as_bytes().to_vec();
        bytes.extend([1; 4096]);
        let unpacked = sandbox
            .extract(Cursor::new(bytes), "target")
            .user(User::Root);
        match unpacked.await {
            Err(Error::InvalidArgument(error)) => {
                assert!(error.reason.contains("large"), "{error}")
            }
            other => panic!("{other:?}"),
        }
        assert_untouched(&sandbox).await;
    });
}

#[test]
fn a_name_without_end_is_not_held() {
    run(async {
        let sandbox = prepared().await;
        let unpacked = Evil::new()
            .add(
                EntryType::GNULongName,
                b"././@LongLink",
                b"",
                &[b'n'; 4 << 20],
            )
            .add(EntryType::Regular, b"file", b"", b"fine")
            .unpack(&sandbox);
        match unpacked.await {
            Err(Error::InvalidArgument(error)) => {
                assert!(error.reason.contains("no end"), "{error}");
            }
            other => panic!("{other:?}"),
        }
        assert_untouched(&sandbox).await;
    });
}

/// What is left out may be large: it is passed over and not taken for a name.
#[test]
fn what_is_left_out_has_any_size() {
    run(async {
        let sandbox = prepared().await;
        let unpacked = Evil::new()
            .add(EntryType::Regular, b"../canary", b"", &[b'x'; 4 << 20])
            .add(EntryType::Regular, b"file", b"", b"fine")
            .unpack(&sandbox);
        let unpacked = unpacked.await.unwrap();
        assert_eq!((unpacked.files, unpacked.skipped.len()), (1, 1));
        assert_untouched(&sandbox).await;
    });
}

#[test]
fn a_further_name_takes_the_place_of_a_file() {
    run(async {
        let sandbox = prepared().await;
        let plant = "echo old > target/name";
        sandbox.exec(plant).user(User::Root).await.unwrap();
        let unpacked = Evil::new()
            .add(EntryType::Regular, b"file", b"", b"new")
            .add(EntryType::Link, b"name", b"file", b"")
            .unpack(&sandbox);
        let unpacked = unpacked.await.unwrap();
        assert_eq!((unpacked.files, unpacked.skipped.len()), (2, 0));
        let names = text(&sandbox, "cat target/name; stat -c ' %h' target/file").await;
        assert_eq!(names, "new 2");
    });
}

/// The sandbox says how long a file is, and cuts it while it is read.
#[test]
fn a_file_that_shrinks_makes_no_short_archive() {
    run(async {
        let sandbox = prepared().await;
        let length: u64 = 1 << 20;
        let again = format!("while :; do truncate -s {length} file; truncate -s 0 file; done");
        let cut = format!("touch file; echo ready; {again}");
        let mut cutting = sandbox.exec_stream(cut).await.unwrap();
        cutting.stdout.next_chunk().await.unwrap();
        for _ in 0..20 {
            let mut archive = sandbox.archive("file").await.unwrap();
            let mut bytes = Vec::new();
            archive.read_to_end(&mut bytes).await.unwrap();
            let mut archive = tar::Archive::new(&*bytes);
            let mut entries = archive.entries().unwrap();
            let mut entry = entries.next().unwrap().unwrap();
            let size = std::io::copy(&mut entry, &mut std::io::sink()).unwrap();
            assert!(size == 0 || size == length, "{size}");
            assert!(entries.next().is_none());
        }
    });
}
