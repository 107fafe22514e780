//! Files read and written piece by piece, and parts of them.

use computesdk::{Errno, Error};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::Fixture;

/// Larger than any piece.
const LARGE: usize = 9 << 20;

fn pattern() -> Vec<u8> {
    (0..LARGE as u32).map(|at| (at ^ (at >> 9)) as u8).collect()
}

pub async fn large_ones_go_there_and_back(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let bytes = pattern();
    let mut file = sandbox.create_file("large").await.unwrap();
    for piece in bytes.chunks(1_000_003) {
        file.write_all(piece).await.unwrap();
    }
    file.finish().await.unwrap();
    let mut file = sandbox.open_file("large").await.unwrap();
    assert_eq!(file.stat().size, LARGE as u64);
    let mut read = Vec::new();
    while let Some(chunk) = file.next_chunk().await.unwrap() {
        read.extend_from_slice(&chunk);
    }
    assert!(read == bytes, "{} bytes", read.len());
    assert!(sandbox.read_file("large").await.unwrap() == bytes);
}

pub async fn parts_are_read(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let bytes = pattern();
    sandbox.write_file("large", &bytes).await.unwrap();
    sandbox.write_file("small", "0123456789").await.unwrap();
    for (range, expected) in [(2..5, "234"), (8..20, "89"), (20..30, ""), (3..3, "")] {
        let part = sandbox.read_file("small").range(range.clone()).await;
        assert_eq!(part.unwrap(), expected.as_bytes(), "{range:?}");
    }
    let tail = sandbox.read_file("large").range(LARGE as u64 - 5..).await;
    assert_eq!(tail.unwrap(), bytes[LARGE - 5..]);
    let middle = sandbox.read_file("large").range(100_000..5_000_000).await;
    assert!(middle.unwrap() == bytes[100_000..5_000_000]);
    let mut file = sandbox.open_file("large").range(7..).await.unwrap();
    let mut read = Vec::new();
    file.read_to_end(&mut read).await.unwrap();
    assert!(read == bytes[7..]);
}

pub async fn appending_adds(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.append_file("log", "one\n").await.unwrap();
    sandbox.append_file("log", "two\n").await.unwrap();
    let mut file = sandbox.create_file("log").append().await.unwrap();
    file.write_all(b"three\n").await.unwrap();
    file.finish().await.unwrap();
    assert_eq!(sandbox.read_text("log").await.unwrap(), "one\ntwo\nthree\n");
}

pub async fn only_new_files_where_asked(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("file", "1").create_new().await.unwrap();
    let refused = sandbox.write_file("file", "2").create_new().await;
    assert_eq!(refused.unwrap_err().errno(), Some(Errno::EEXIST));
    let refused = sandbox.create_file("file").create_new().await;
    assert_eq!(refused.unwrap_err().errno(), Some(Errno::EEXIST));
    assert_eq!(sandbox.read_text("file").await.unwrap(), "1");
}

pub async fn what_is_not_finished_changes_nothing(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("dir/file", "before").await.unwrap();
    for path in ["dir/file", "dir/new"] {
        let mut file = sandbox.create_file(path).await.unwrap();
        file.write_all(b"half").await.unwrap();
        file.flush().await.unwrap();
        drop(file);
    }
    assert_eq!(sandbox.read_text("dir/file").await.unwrap(), "before");
    // Whoever was writing has to notice first.
    let mut names = Vec::new();
    for _ in 0..500 {
        let entries = sandbox.list("dir").await.unwrap();
        names = entries.into_iter().map(|entry| entry.path).collect();
        if names.len() == 1 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{names:?}");
}

pub async fn modes_are_kept(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mode = async |path| sandbox.stat(path).await.unwrap().mode;
    sandbox.write_file("tool", "1").mode(0o755).await.unwrap();
    sandbox.write_file("tool", "2").await.unwrap();
    assert_eq!(mode("tool").await, 0o755);
    sandbox.write_file("tool", "3").mode(0o700).await.unwrap();
    assert_eq!(mode("tool").await, 0o700);
    sandbox.write_file("new", "").await.unwrap();
    assert_eq!(mode("new").await, 0o644);
}

pub async fn links_are_written_through(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("real", "1").await.unwrap();
    sandbox.symlink("real", "link").await.unwrap();
    sandbox.write_file("link", "2").await.unwrap();
    assert_eq!(sandbox.read_text("real").await.unwrap(), "2");
    let link = sandbox.stat("link").no_follow().await.unwrap();
    assert!(link.is_symlink());
}

pub async fn impossible_paths_are_invalid(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for refused in [
        sandbox.read_file("a\0b").await.map(drop),
        sandbox.write_file("a\0b", "").await,
        sandbox.mkdir("a\0b").await,
        sandbox.list("a\0b").await.map(drop),
        sandbox.rename("a", "b\0").await,
    ] {
        assert!(
            matches!(refused, Err(Error::InvalidArgument(_))),
            "{refused:?}"
        );
    }
}
