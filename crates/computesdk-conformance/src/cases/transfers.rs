//! Many files on their way in and out.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::{Arc, Mutex};

use computesdk::{Errno, Error};
use tempfile::tempdir;
use tokio::io::AsyncReadExt;

use crate::Fixture;

/// A name that is no text.
fn odd_name() -> &'static std::ffi::OsStr {
    std::ffi::OsStr::from_bytes(b"odd \xff\n name")
}

fn sample(folder: &Path) {
    fs::create_dir_all(folder.join("empty")).unwrap();
    fs::create_dir_all(folder.join("deep/er")).unwrap();
    fs::write(folder.join("tool"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(folder.join("tool"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(folder.join("deep/er/large"), vec![7; 3_000_000]).unwrap();
    fs::write(folder.join(odd_name()), "odd").unwrap();
    for number in 0..300 {
        fs::write(folder.join(format!("deep/{number}")), number.to_string()).unwrap();
    }
    symlink("deep/er/large", folder.join("link")).unwrap();
}

/// What is in a folder: names, modes and contents.
fn contents(folder: &Path) -> Vec<(String, u32, Vec<u8>)> {
    let mut all = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let name = format!("{:?}", path.strip_prefix(folder).unwrap());
            let content = if metadata.is_symlink() {
                fs::read_link(&path)
                    .unwrap()
                    .as_os_str()
                    .as_bytes()
                    .to_vec()
            } else if metadata.is_dir() {
                left.push(path);
                Vec::new()
            } else {
                fs::read(&path).unwrap()
            };
            all.push((name, metadata.permissions().mode(), content));
        }
    }
    all.sort();
    all
}

pub async fn a_folder_goes_there_and_back(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let (from, to) = (tempdir().unwrap(), tempdir().unwrap());
    sample(from.path());
    let seen = Arc::new(Mutex::new(0));
    let note = Arc::clone(&seen);
    let sent = sandbox
        .upload(from.path(), "project")
        .on_progress(move |progress| *note.lock().unwrap() = progress.files)
        .await
        .unwrap();
    assert_eq!((sent.files, sent.skipped.len()), (304, 0));
    assert_eq!(*seen.lock().unwrap(), 304);
    assert_eq!(sent.bytes, 3_000_000 + 10 + 3 + (10 + 180 + 600));
    let large = sandbox.read_file("project/link").await.unwrap();
    assert_eq!(large.len(), 3_000_000);
    let target = to.path().join("new/project");
    let received = sandbox.download("project", &target).await.unwrap();
    assert_eq!((received.files, received.bytes), (sent.files, sent.bytes));
    assert!(contents(from.path()) == contents(&target));
    let time = |path: &Path| fs::metadata(path.join("tool")).unwrap().modified().unwrap();
    assert_eq!(time(from.path()), time(&target));
}

pub async fn a_file_goes_there_and_back(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let folder = tempdir().unwrap();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    fs::write(&from, vec![1; 100_000]).unwrap();
    sandbox.upload(&from, "there/file").await.unwrap();
    sandbox.download("there/file", &to).await.unwrap();
    assert!(fs::read(&from).unwrap() == fs::read(&to).unwrap());
    match sandbox.upload(folder.path().join("nothing"), "x").await {
        Err(Error::NotFound(error)) => assert!(error.name.ends_with("nothing")),
        other => panic!("{other:?}"),
    }
    let missing = sandbox.download("nothing", &to).await;
    assert_eq!(missing.unwrap_err().errno(), Some(Errno::ENOENT));
}

pub async fn no_more_than_asked_for_comes_out(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let folder = tempdir().unwrap();
    let large = vec![7; 3_000_000];
    sandbox.write_file("out/large", &large).await.unwrap();
    sandbox.write_file("out/small", "text\n").await.unwrap();
    let to = folder.path().join("out");
    let failed = sandbox.download("out", &to).max_bytes(1 << 20).await;
    assert!(
        matches!(failed, Err(Error::ResourceExhausted(_))),
        "{failed:?}"
    );
    let large = fs::metadata(to.join("large"));
    assert!(large.is_err() || large.unwrap().len() < 1 << 20);
    let both = sandbox.download("out", &to).max_bytes(3_000_005).await;
    assert_eq!(both.unwrap().bytes, 3_000_005);
    let small = sandbox.download("out/small", folder.path().join("small"));
    assert_eq!(small.max_bytes(5).await.unwrap().bytes, 5);
}

pub async fn a_slash_keeps_the_name(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let folder = tempdir().unwrap();
    let (file, out) = (folder.path().join("file"), folder.path().join("out"));
    fs::write(&file, "text").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o750)).unwrap();
    sandbox.upload(&file, "a/").await.unwrap();
    let stat = sandbox.stat("a/file").await.unwrap();
    let modified = fs::metadata(&file).unwrap().modified().unwrap();
    assert_eq!((stat.mode, stat.modified), (0o750, modified));
    match sandbox.upload(&file, "a").await {
        Err(Error::File(error)) => {
            assert_eq!(error.errno, Errno::EISDIR);
            assert!(
                error
                    .hints
                    .iter()
                    .any(|hint| hint.to_string().contains("slash"))
            );
        }
        other => panic!("{other:?}"),
    }

    let to = format!("{}/", out.display());
    sandbox.download("a/file", &to).await.unwrap();
    sandbox.download("a", &to).await.unwrap();
    for copy in [out.join("file"), out.join("a/file")] {
        let metadata = fs::metadata(copy).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o7777, 0o750);
        assert_eq!(metadata.modified().unwrap(), modified);
    }
}

pub async fn archives_go_there_and_back(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let (from, to) = (tempdir().unwrap(), tempdir().unwrap());
    sample(from.path());
    let long = "long/".repeat(60) + "name";
    fs::create_dir_all(from.path().join(&long).parent().unwrap()).unwrap();
    fs::write(from.path().join(&long), "deep").unwrap();
    sandbox.upload(from.path(), "one").await.unwrap();
    let mut bytes = Vec::new();
    let mut archive = sandbox.archive("one").await.unwrap();
    archive.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes.len() % 512, 0);
    let unpacked = sandbox.extract(std::io::Cursor::new(bytes), "two").await;
    let unpacked = unpacked.unwrap();
    assert_eq!((unpacked.files, unpacked.skipped.len()), (305, 0));
    sandbox.download("two", to.path()).await.unwrap();
    assert!(contents(from.path()) == contents(to.path()));
}

pub async fn a_broken_archive_is_invalid(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("one/file", vec![1; 5000]).await.unwrap();
    let mut bytes = Vec::new();
    let mut archive = sandbox.archive("one").await.unwrap();
    archive.read_to_end(&mut bytes).await.unwrap();
    bytes.truncate(2000);
    for broken in [bytes, b"no archive at all".repeat(100)] {
        let refused = sandbox.extract(std::io::Cursor::new(broken), "two").await;
        match refused {
            Err(Error::InvalidArgument(error)) => assert_eq!(error.argument, "archive"),
            other => panic!("{other:?}"),
        }
    }
}
