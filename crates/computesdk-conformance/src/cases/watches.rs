//! Being told of changes.

use std::path::PathBuf;
use std::time::Duration;

use computesdk::{Error, Sandbox, Watch, WatchKind};

use crate::Fixture;

/// A watch, where the provider has any.
async fn watch(sandbox: &Sandbox, path: &str, recursive: bool) -> Option<Watch> {
    let mut watch = sandbox.watch(path).debounce(Duration::from_millis(20));
    if recursive {
        watch = watch.recursive();
    }
    match watch.await {
        Ok(watch) => Some(watch),
        Err(Error::Unsupported(error)) => {
            eprintln!("NOTE: NOT tested: {error}");
            None
        }
        Err(error) => panic!("{error:?}"),
    }
}

/// Waits until this has happened, and gives all that has happened until then.
async fn until(watch: &mut Watch, kind: WatchKind, path: &str) -> Vec<(WatchKind, PathBuf)> {
    let mut all = Vec::new();
    loop {
        let event = watch.next().await.unwrap().unwrap();
        let found = (event.kind, event.path.as_path()) == (kind, path.as_ref());
        all.push((event.kind, event.path));
        if found {
            return all;
        }
    }
}

pub async fn changes_are_told(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("dir/old", "1").await.unwrap();
    let Some(mut watch) = watch(&sandbox, "dir", false).await else {
        return;
    };
    sandbox.exec("echo 1 > dir/new").await.unwrap();
    until(&mut watch, WatchKind::Created, "/home/user/dir/new").await;
    sandbox.exec("echo 2 >> dir/old").await.unwrap();
    until(&mut watch, WatchKind::Modified, "/home/user/dir/old").await;
    sandbox.exec("chmod 600 dir/old").await.unwrap();
    until(&mut watch, WatchKind::Metadata, "/home/user/dir/old").await;
    sandbox.remove("dir/old").await.unwrap();
    until(&mut watch, WatchKind::Removed, "/home/user/dir/old").await;
}

pub async fn new_directories_are_watched_too(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.mkdir("top/one").await.unwrap();
    let Some(mut watch) = watch(&sandbox, "top", true).await else {
        return;
    };
    sandbox
        .exec("mkdir -p top/two/three; echo 1 > top/two/three/file")
        .await
        .unwrap();
    until(
        &mut watch,
        WatchKind::Created,
        "/home/user/top/two/three/file",
    )
    .await;
    sandbox
        .exec("mv top/two top/one/moved; echo 2 >> top/one/moved/three/file")
        .await
        .unwrap();
    let seen = until(
        &mut watch,
        WatchKind::Created,
        "/home/user/top/one/moved/three/file",
    )
    .await;
    let removed = (WatchKind::Removed, "/home/user/top/two".into());
    assert!(seen.contains(&removed), "{seen:?}");
    sandbox
        .exec("echo 3 >> top/one/moved/three/file")
        .await
        .unwrap();
    until(
        &mut watch,
        WatchKind::Modified,
        "/home/user/top/one/moved/three/file",
    )
    .await;
}

/// What is written in one step is seen so, and not the name that it had before.
pub async fn a_written_file_is_one_event(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.mkdir("dir").await.unwrap();
    let Some(mut watch) = watch(&sandbox, "dir", false).await else {
        return;
    };
    sandbox.write_file("dir/a", "1").await.unwrap();
    sandbox.write_file("dir/last", "1").await.unwrap();
    let seen = until(&mut watch, WatchKind::Created, "/home/user/dir/last").await;
    let paths: Vec<_> = seen
        .iter()
        .map(|(_, path)| path.display().to_string())
        .collect();
    assert_eq!(paths, ["/home/user/dir/a", "/home/user/dir/last"]);
}

pub async fn a_watch_ends_with_its_sandbox(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let Some(mut watch) = watch(&sandbox, "/tmp", false).await else {
        return;
    };
    sandbox.destroy().await.unwrap();
    let ended = watch.next().await;
    assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
}
