//! Names that programs trip over.

use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use computesdk::{Errno, Error, Result, Sandbox};

use crate::world::{run, sandbox};

fn name(bytes: &[u8]) -> PathBuf {
    OsStr::from_bytes(bytes).into()
}

/// Names that a file may have, whatever they look like.
fn odd() -> Vec<PathBuf> {
    let longest = vec![b'n'; 255];
    let names: [&[u8]; 9] = [
        b"caf\xff",
        b"new\nline",
        b" spaces ",
        b"-rf",
        b"...",
        b"*",
        b"\"quoted'",
        b"\x1b[31mred",
        &longest,
    ];
    names.into_iter().map(name).collect()
}

#[test]
fn odd_names_are_names() {
    run(async {
        let sandbox = sandbox().await;
        sandbox.mkdir("copies").await.unwrap();
        for name in odd() {
            let path = Path::new("odd").join(&name);
            sandbox.write_file(&path, "content").await.unwrap();
            assert_eq!(sandbox.read_text(&path).await.unwrap(), "content");
            sandbox
                .copy(&path, Path::new("copies").join(&name))
                .await
                .unwrap();
            sandbox.chmod(&path, 0o600).await.unwrap();
            let stat = sandbox.stat(&path).await.unwrap();
            assert_eq!((stat.mode, stat.size), (0o600, 7), "{name:?}");
        }
        let mut names = odd();
        names.sort();
        for directory in ["odd", "copies"] {
            let listed = sandbox.list(directory).await.unwrap();
            let listed: Vec<PathBuf> = listed
                .iter()
                .map(|entry| entry.path.file_name().unwrap().into())
                .collect();
            assert_eq!(listed, names);
        }
        let target = tempfile::tempdir().unwrap();
        sandbox.download("odd", target.path()).await.unwrap();
        for name in odd() {
            let path = target.path().join(&name);
            assert_eq!(std::fs::read(path).unwrap(), b"content", "{name:?}");
        }
    });
}

async fn every_way(sandbox: &Sandbox, path: &Path) -> Vec<(&'static str, Result<()>)> {
    let there = "/home/user/there";
    vec![
        ("read", sandbox.read_file(path).await.map(drop)),
        ("write", sandbox.write_file(path, "").await),
        ("append", sandbox.append_file(path, "").await),
        ("stat", sandbox.stat(path).await.map(drop)),
        ("list", sandbox.list(path).await.map(drop)),
        ("mkdir", sandbox.mkdir(path).await),
        ("rename", sandbox.rename(there, path).await),
        ("copy", sandbox.copy(there, path).await),
        ("remove", sandbox.remove(path).await),
        ("chmod", sandbox.chmod(path, 0o600).await),
        ("chown", sandbox.chown(path, 1000, None).await),
        ("truncate", sandbox.truncate(path, 0).await),
        ("symlink", sandbox.symlink("x", path).await),
        ("hard_link", sandbox.hard_link(there, path).await),
        ("open", sandbox.open_file(path).await.map(drop)),
        ("create", sandbox.create_file(path).await.map(drop)),
        ("archive", sandbox.archive(path).await.map(drop)),
        ("find", sandbox.find(path).await.map(drop)),
        ("grep", sandbox.grep("x", path).await.map(drop)),
        ("checksum", sandbox.checksum(path).await.map(drop)),
        ("watch", sandbox.watch(path).await.map(drop)),
    ]
}

#[test]
fn what_is_too_long_is_told() {
    run(async {
        let sandbox = sandbox().await;
        sandbox.write_file("there", "").await.unwrap();
        let long_name = PathBuf::from("n".repeat(256));
        let long_path = PathBuf::from("/home/user/".to_owned() + &"d/".repeat(2048) + "x");
        for path in [long_name, long_path] {
            for (way, refused) in every_way(&sandbox, &path).await {
                let errno = refused.as_ref().err().and_then(Error::errno);
                assert_eq!(errno, Some(Errno::ENAMETOOLONG), "{way}: {refused:?}");
            }
        }
        assert!(sandbox.exists("there").await.unwrap());
    });
}

#[test]
fn a_nul_byte_is_told() {
    run(async {
        let sandbox = sandbox().await;
        sandbox.write_file("there", "").await.unwrap();
        // Cut at the NUL it would be there.
        let path = PathBuf::from(std::ffi::OsString::from_vec(b"there\0".to_vec()));
        for (way, refused) in every_way(&sandbox, &path).await {
            assert!(
                matches!(refused, Err(Error::InvalidArgument(_))),
                "{way}: {refused:?}"
            );
        }
        assert!(sandbox.exists("there").await.unwrap());
    });
}

/// `..` is what it is in any program: it leads to the directory above, and no
/// further than to the sandbox's own root.
#[test]
fn dots_lead_no_further_than_the_root() {
    run(async {
        let sandbox = sandbox().await;
        let up = "../".repeat(50);
        sandbox
            .write_file(format!("{up}tmp/there"), "1")
            .await
            .unwrap();
        assert_eq!(sandbox.read_text("/tmp/there").await.unwrap(), "1");
        let root = sandbox.list(format!("{up}..")).await.unwrap();
        assert!(root.iter().any(|entry| entry.path.ends_with("home")));
    });
}
