//! Files and folders that change while something is done to them.

use std::time::Duration;

use computesdk::{Error, Sandbox, User};
use tokio::io::AsyncReadExt;
use tokio::time::Instant;

use crate::world::{run, sandbox, text};

/// So long each race is run.
const WHILE: Duration = Duration::from_secs(2);

/// Something that runs until the sandbox ends, once it has said so.
async fn start(sandbox: &Sandbox, script: &str) -> computesdk::ExecStream {
    let script = format!("{script} & echo ready; wait");
    let mut stream = sandbox.exec_stream(script).await.unwrap();
    assert_eq!(
        stream.stdout.next_chunk().await.unwrap().unwrap(),
        "ready\n"
    );
    stream
}

/// A folder that is now a folder and now a link to one of root's is never gone
/// through, whoever removes, copies, lists or reads it.
#[test]
fn a_folder_that_becomes_a_link_leads_nowhere() {
    run(async {
        let sandbox = sandbox().await;
        let keep = "mkdir -m 700 /root/kept; echo secret > /root/kept/file";
        sandbox.exec(keep).user(User::Root).await.unwrap();
        let swap = "mkdir -p tree/one tree/two; touch tree/one/file
            while :; do mkdir -p tree/sub/deep; touch tree/sub/file; mv tree/sub tree/.sub
                ln -s /root/kept tree/sub; rm -rf tree/.sub; rm -f tree/sub; done";
        let _swapping = start(&sandbox, &format!("{{ {swap}; }} 2>/dev/null")).await;
        let until = Instant::now() + WHILE;
        let mut rounds = 0;
        while Instant::now() < until {
            rounds += 1;
            let listed = sandbox.list("tree").recursive().user(User::Root).await;
            for entry in listed.unwrap_or_default() {
                // Root's has a text in it.
                assert!(entry.stat.size == 0 || !entry.stat.is_file(), "{entry:?}");
            }
            let copied = sandbox.copy("tree", "/root/copy").user(User::Root).await;
            if copied.is_ok() {
                let found = sandbox.grep("secret", "/root/copy").user(User::Root).await;
                assert!(found.unwrap().is_empty());
            }
            let target = tempfile::tempdir().unwrap();
            if sandbox
                .download("tree", target.path())
                .user(User::Root)
                .await
                .is_ok()
            {
                let got = std::fs::read(target.path().join("sub/file"));
                assert!(got.map_or(true, |bytes| bytes.is_empty()));
            }
            let _ = sandbox
                .remove("/root/copy")
                .recursive()
                .user(User::Root)
                .await;
            let _ = sandbox
                .remove("tree/sub")
                .recursive()
                .user(User::Root)
                .await;
        }
        assert!(rounds > 10, "{rounds} rounds");
        let kept = sandbox.read_text("/root/kept/file").user(User::Root).await;
        assert_eq!(kept.unwrap(), "secret\n");
    });
}

/// What is written below a folder stays there, though names in it become links.
#[test]
fn a_tree_is_written_nowhere_else() {
    run(async {
        let sandbox = sandbox().await;
        let prepare = "mkdir -m 700 /root/kept; echo mine > /root/kept/file";
        sandbox.exec(prepare).user(User::Root).await.unwrap();
        let swap = "mkdir -p tree; while :; do rm -rf tree/sub; ln -s /root/kept tree/sub; \
                    rm -f tree/sub; mkdir tree/sub; done";
        let _swapping = start(&sandbox, &format!("{{ {swap}; }} 2>/dev/null")).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        std::fs::write(folder.path().join("sub/file"), "overwritten").unwrap();
        let until = Instant::now() + WHILE;
        while Instant::now() < until {
            let _ = sandbox.upload(folder.path(), "tree").user(User::Root).await;
        }
        let kept = sandbox.read_text("/root/kept/file").user(User::Root).await;
        assert_eq!(kept.unwrap(), "mine\n");
    });
}

/// A file that grows and shrinks while it is read gives some of what it had, and an
/// archive of it is whole.
#[test]
fn a_file_that_changes_while_it_is_read() {
    run(async {
        let sandbox = sandbox().await;
        sandbox.write_file("tree/file", "").await.unwrap();
        let change = "while :; do head -c 300000 /dev/zero > tree/file; : > tree/file; \
                      head -c 100 /dev/zero >> tree/file; done";
        let _changing = start(&sandbox, change).await;
        let until = Instant::now() + WHILE;
        while Instant::now() < until {
            let bytes = sandbox.read_file("tree/file").await.unwrap();
            assert!(bytes.len() <= 300_100 && bytes.iter().all(|byte| *byte == 0));
            let mut archive = Vec::new();
            let mut reader = sandbox.archive("tree").await.unwrap();
            reader.read_to_end(&mut archive).await.unwrap();
            let unpacked = sandbox.extract(std::io::Cursor::new(archive), "copy").await;
            assert_eq!(unpacked.unwrap().files, 1);
        }
    });
}

/// What goes away while a tree is gone through is left out.
#[test]
fn files_that_come_and_go_are_no_error() {
    run(async {
        let sandbox = sandbox().await;
        sandbox.mkdir("tree").await.unwrap();
        let change = "while :; do mkdir -p tree/a/b; touch tree/a/b/c tree/1 tree/2; \
                      rm -rf tree/a tree/1 tree/2; done";
        let _changing = start(&sandbox, change).await;
        let until = Instant::now() + WHILE;
        while Instant::now() < until {
            sandbox.list("tree").recursive().await.unwrap();
            sandbox.find("tree").gitignore().await.unwrap();
            sandbox.grep("x", "tree").await.unwrap();
            match sandbox.remove("copy").recursive().await {
                Ok(()) | Err(Error::NotFound(_)) => {}
                Err(error) => panic!("{error:?}"),
            }
            sandbox.copy("tree", "copy").await.unwrap();
        }
        assert_eq!(text(&sandbox, "echo fine").await, "fine");
    });
}
