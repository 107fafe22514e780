//! Making, moving, copying and removing files.

use computesdk::{Errno, Error, FileType, Result, Sandbox};

use crate::Fixture;

/// The error number of what was refused.
fn errno<T: std::fmt::Debug>(refused: Result<T>) -> Errno {
    let error = refused.unwrap_err();
    error.errno().unwrap_or_else(|| panic!("{error:?}"))
}

async fn kind(sandbox: &Sandbox, path: &str) -> Option<FileType> {
    match sandbox.stat(path).no_follow().await {
        Ok(stat) => Some(stat.file_type),
        Err(Error::NotFound(_)) => None,
        Err(error) => panic!("{error:?}"),
    }
}

pub async fn directories_are_made(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.mkdir("a/b/c").mode(0o700).await.unwrap();
    let stat = sandbox.stat("a/b/c").await.unwrap();
    assert!(stat.is_directory());
    assert_eq!(stat.mode, 0o700);
    sandbox.mkdir("a/b/c").await.unwrap();
    assert_eq!(errno(sandbox.mkdir("a").only().await), Errno::EEXIST);
    assert_eq!(errno(sandbox.mkdir("x/y").only().await), Errno::ENOENT);
    sandbox.write_file("file", "").await.unwrap();
    assert_eq!(errno(sandbox.mkdir("file").await), Errno::EEXIST);
    assert_eq!(errno(sandbox.mkdir("file/below").await), Errno::ENOTDIR);
}

pub async fn what_is_there_is_told(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let file = sandbox.write_file("tool", "12345").mode(0o750);
    file.await.unwrap();
    sandbox.symlink("tool", "link").await.unwrap();
    sandbox.symlink("nowhere", "broken").await.unwrap();
    let stat = sandbox.stat("tool").await.unwrap();
    assert_eq!((stat.file_type, stat.size), (FileType::File, 5));
    assert_eq!(stat.mode, 0o750);
    assert_eq!(sandbox.stat("link").await.unwrap().inode, stat.inode);
    let link = sandbox.stat("link").no_follow().await.unwrap();
    assert!(link.is_symlink());
    assert_eq!(link.target.unwrap(), "tool".as_ref() as &std::path::Path);
    assert_eq!(sandbox.read_link("link").await.unwrap().as_os_str(), "tool");
    assert_eq!(errno(sandbox.read_link("tool").await), Errno::EINVAL);
    assert_eq!(errno(sandbox.stat("broken").await), Errno::ENOENT);
    for (path, there) in [
        ("tool", true),
        ("link", true),
        ("broken", false),
        ("nothing", false),
        ("tool/below", false),
    ] {
        assert_eq!(sandbox.exists(path).await.unwrap(), there, "{path}");
    }
}

pub async fn listings_are_sorted_and_typed(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for path in ["top/b/2", "top/b/1", "top/a", "top/c/d/e"] {
        sandbox.write_file(path, "").await.unwrap();
    }
    sandbox.symlink("b", "top/link").await.unwrap();
    let shown = |entries: Vec<computesdk::DirectoryEntry>| -> Vec<String> {
        let shown = |entry: computesdk::DirectoryEntry| {
            let path = entry.path.strip_prefix("/home/user/top").unwrap();
            format!("{} {:?}", path.display(), entry.stat.file_type)
        };
        entries.into_iter().map(shown).collect()
    };
    let flat = shown(sandbox.list("top").await.unwrap());
    assert_eq!(
        flat,
        ["a File", "b Directory", "c Directory", "link Symlink"]
    );
    let deep = shown(sandbox.list("top").recursive().await.unwrap());
    let expected = [
        "a File",
        "b Directory",
        "b/1 File",
        "b/2 File",
        "c Directory",
        "c/d Directory",
        "c/d/e File",
        "link Symlink",
    ];
    assert_eq!(deep, expected);
    let two = sandbox.list("top").depth(2).await.unwrap();
    assert_eq!(shown(two).len(), 7);
    assert_eq!(errno(sandbox.list("top/a").await), Errno::ENOTDIR);
    assert_eq!(errno(sandbox.list("nothing").await), Errno::ENOENT);
    assert!(
        sandbox.list("top/link").await.unwrap().len() == 2,
        "itself is followed"
    );
}

pub async fn files_are_renamed(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("one", "1").await.unwrap();
    sandbox.write_file("two", "2").await.unwrap();
    let kept = sandbox.rename("one", "two").no_replace().await;
    assert_eq!(errno(kept), Errno::EEXIST);
    sandbox.rename("one", "two").await.unwrap();
    assert_eq!(sandbox.read_text("two").await.unwrap(), "1");
    assert!(!sandbox.exists("one").await.unwrap());
    assert_eq!(errno(sandbox.rename("one", "three").await), Errno::ENOENT);
    sandbox.write_file("full/file", "").await.unwrap();
    sandbox.mkdir("empty").await.unwrap();
    assert_eq!(
        errno(sandbox.rename("empty", "full").await),
        Errno::ENOTEMPTY
    );
    sandbox.rename("full", "empty").await.unwrap();
    assert!(sandbox.exists("empty/file").await.unwrap());
    assert_eq!(
        errno(sandbox.rename("empty", "empty/in").await),
        Errno::EINVAL
    );
}

pub async fn copies_are_like_the_original(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let file = sandbox.write_file("from/deep/tool", "echo 1").mode(0o755);
    file.await.unwrap();
    sandbox.symlink("deep/tool", "from/link").await.unwrap();
    sandbox.copy("from", "to").await.unwrap();
    let (original, copy) = tokio::join!(
        sandbox.stat("from/deep/tool").into_future(),
        sandbox.stat("to/deep/tool").into_future()
    );
    let (original, copy) = (original.unwrap(), copy.unwrap());
    assert_eq!(copy.mode, 0o755);
    assert_eq!(copy.modified, original.modified);
    assert_ne!(copy.inode, original.inode);
    assert_eq!(kind(&sandbox, "to/link").await, Some(FileType::Symlink));
    assert_eq!(sandbox.read_text("to/link").await.unwrap(), "echo 1");
    // Merged into what is there.
    sandbox.write_file("to/other", "").await.unwrap();
    sandbox.write_file("to/deep/tool", "changed").await.unwrap();
    let kept = sandbox.copy("from", "to").no_replace().await;
    assert_eq!(errno(kept), Errno::EEXIST);
    sandbox.copy("from", "to").await.unwrap();
    assert_eq!(sandbox.read_text("to/deep/tool").await.unwrap(), "echo 1");
    assert!(sandbox.exists("to/other").await.unwrap());
    assert_eq!(errno(sandbox.copy("from", "from/in").await), Errno::EINVAL);
    assert_eq!(errno(sandbox.copy("nothing", "to").await), Errno::ENOENT);
    assert_eq!(errno(sandbox.copy("to/other", "from").await), Errno::EISDIR);
}

pub async fn what_is_removed_is_gone(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("top/a/b/file", "").await.unwrap();
    sandbox.write_file("kept/file", "").await.unwrap();
    sandbox
        .symlink("/home/user/kept", "top/link")
        .await
        .unwrap();
    assert_eq!(errno(sandbox.remove("top").await), Errno::ENOTEMPTY);
    sandbox.remove("top").recursive().await.unwrap();
    assert_eq!(kind(&sandbox, "top").await, None);
    assert!(
        sandbox.exists("kept/file").await.unwrap(),
        "a link was followed"
    );
    sandbox.symlink("kept", "link").await.unwrap();
    sandbox.remove("link").recursive().await.unwrap();
    assert!(sandbox.exists("kept/file").await.unwrap());
    assert_eq!(
        errno(sandbox.remove("nothing").recursive().await),
        Errno::ENOENT
    );
}

pub async fn modes_and_lengths_are_set(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("top/file", "12345").await.unwrap();
    sandbox.chmod("top/file", 0o600).await.unwrap();
    assert_eq!(sandbox.stat("top/file").await.unwrap().mode, 0o600);
    sandbox.chmod("top", 0o711).recursive().await.unwrap();
    assert_eq!(sandbox.stat("top/file").await.unwrap().mode, 0o711);
    assert_eq!(sandbox.stat("top").await.unwrap().mode, 0o711);
    sandbox.truncate("top/file", 2).await.unwrap();
    assert_eq!(sandbox.read_text("top/file").await.unwrap(), "12");
    sandbox.truncate("top/file", 4).await.unwrap();
    assert_eq!(sandbox.read_file("top/file").await.unwrap(), b"12\0\0");
    assert_eq!(errno(sandbox.chmod("nothing", 0o600).await), Errno::ENOENT);
    assert_eq!(errno(sandbox.truncate("top", 0).await), Errno::EISDIR);
}

pub async fn a_file_has_several_names(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("one", "1").await.unwrap();
    sandbox.hard_link("one", "two").await.unwrap();
    assert_eq!(sandbox.stat("one").await.unwrap().links, 2);
    // All names have what is written to one.
    sandbox.write_file("two", "2").await.unwrap();
    assert_eq!(sandbox.read_text("one").await.unwrap(), "2");
    assert_eq!(errno(sandbox.hard_link("one", "two").await), Errno::EEXIST);
    assert_eq!(errno(sandbox.symlink("one", "two").await), Errno::EEXIST);
}

pub async fn temporary_names_are_new(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let one = sandbox.temp_file().suffix(".py").await.unwrap();
    let two = sandbox.temp_file().suffix(".py").await.unwrap();
    assert_ne!(one, two);
    assert!(one.starts_with("/tmp") && one.extension().unwrap() == "py");
    assert_eq!(sandbox.stat(&one).await.unwrap().mode, 0o600);
    let directory = sandbox.temp_dir().directory("").prefix("work-").await;
    let directory = directory.unwrap();
    assert!(directory.starts_with("/home/user"), "{directory:?}");
    assert_eq!(sandbox.stat(&directory).await.unwrap().mode, 0o700);
}
