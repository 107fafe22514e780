//! Pipes, sockets and devices in the place of files.

use std::time::Duration;

use computesdk::{Errno, FileType};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::world::{run, sandbox, text};

/// Whoever waits for a pipe waits longer.
const LIMIT: Duration = Duration::from_secs(20);

const PLANT: &str = "mkdir tree; cd tree; mkfifo fifo
perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un(\"socket\"))'
ln -s /dev/zero zero; ln -s fifo link; ln -s loop loop; echo text > file";

#[test]
fn a_tree_with_them_holds_nobody_up() {
    run(async {
        let sandbox = sandbox().await;
        text(&sandbox, PLANT).await;
        let kinds = async {
            let listed = sandbox.list("tree").await.unwrap();
            listed
                .iter()
                .map(|entry| entry.stat.file_type)
                .collect::<Vec<_>>()
        };
        let link = FileType::Symlink;
        let expected = [
            FileType::Fifo,
            FileType::File,
            link,
            link,
            FileType::Socket,
            link,
        ];
        let mut listed = timeout(LIMIT, kinds).await.unwrap();
        listed.sort();
        let mut expected = expected.to_vec();
        expected.sort();
        assert_eq!(listed, expected);

        timeout(LIMIT, sandbox.copy("tree", "copy"))
            .await
            .unwrap()
            .unwrap();
        let found = timeout(LIMIT, sandbox.grep("text", "tree").into_future()).await;
        assert_eq!(found.unwrap().unwrap().len(), 1);
        let target = tempfile::tempdir().unwrap();
        let down = sandbox.download("tree", target.path());
        let down = timeout(LIMIT, down.into_future()).await.unwrap().unwrap();
        assert_eq!(down.files, 4, "a file and three links");
        let mut bytes = Vec::new();
        let mut archive = sandbox.archive("tree").await.unwrap();
        let read = timeout(LIMIT, archive.read_to_end(&mut bytes)).await;
        read.unwrap().unwrap();
        timeout(LIMIT, sandbox.remove("tree").recursive().into_future())
            .await
            .unwrap()
            .unwrap();
    });
}

#[test]
fn they_are_no_files() {
    run(async {
        let sandbox = sandbox().await;
        text(&sandbox, PLANT).await;
        for path in ["tree/fifo", "tree/socket", "tree/zero", "tree/link"] {
            let calls = async {
                [
                    sandbox.read_file(path).await.map(drop),
                    sandbox.write_file(path, "").await,
                    sandbox.append_file(path, "").await,
                    sandbox.truncate(path, 0).await,
                    sandbox.checksum(path).await.map(drop),
                    sandbox.create_file(path).await.map(drop),
                ]
            };
            for refused in timeout(LIMIT, calls).await.unwrap() {
                let errno = refused.as_ref().unwrap_err().errno();
                assert_eq!(errno, Some(Errno::EINVAL), "{path}: {refused:?}");
            }
        }
        let looped = sandbox.read_file("tree/loop").await;
        assert_eq!(looped.unwrap_err().errno(), Some(Errno::ELOOP));
        assert_eq!(text(&sandbox, "cat tree/file").await, "text");
    });
}

/// What the kernel tells as a file has no length; it is read all the same.
#[test]
fn files_of_the_kernel_are_read() {
    run(async {
        let sandbox = sandbox().await;
        let info = sandbox.read_text("/proc/meminfo").await.unwrap();
        assert!(info.starts_with("MemTotal:"), "{info:?}");
        let part = sandbox.read_file("/proc/meminfo").range(..8).await;
        assert_eq!(part.unwrap(), b"MemTotal");
    });
}
