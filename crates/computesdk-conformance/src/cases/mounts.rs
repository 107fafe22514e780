//! Directories of this machine, mounted while a sandbox lives.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use computesdk::{Error, Sandbox};

use crate::Fixture;
use crate::fixture::appears;

/// A directory that everybody may read, with a file in it.
fn directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(directory.path().join("file"), "of the host\n").unwrap();
    directory
}

/// Whether the directory is mounted, where the provider can.
async fn mount(fixture: &Fixture, sandbox: &Sandbox, source: &Path, target: &str) -> bool {
    match sandbox.mount(source, target).await {
        Ok(()) => true,
        Err(Error::Unsupported(error)) => {
            assert_eq!(error.provider, fixture.name());
            eprintln!("NOTE: NOT tested: {error}");
            false
        }
        Err(error) => panic!("{error:?}"),
    }
}

pub async fn are_seen_by_what_runs_and_what_follows(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let directory = directory();
    let line = "echo > ready; until cat /opt/deep/shown/file 2>/dev/null; do sleep 0.01; done";
    let running = sandbox.start_background(line).await.unwrap();
    appears(&sandbox, "ready").await;
    if !mount(&fixture, &sandbox, directory.path(), "/opt/deep/shown").await {
        return;
    }
    let result = running.wait().await.unwrap();
    assert_eq!(result.stdout, "of the host\n");
    let later = sandbox.exec("cat /opt/deep/shown/file").await.unwrap();
    assert_eq!(later.stdout, "of the host\n");
    let read = sandbox.read_text("/opt/deep/shown/file").await.unwrap();
    assert_eq!(read, "of the host\n");
}

pub async fn are_read_only(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let directory = directory();
    if mount(&fixture, &sandbox, directory.path(), "/opt/shown").await {
        let line = "echo x > /opt/shown/file || echo x > /opt/shown/new || rm -f /opt/shown/file";
        let refused = sandbox.exec(line).unchecked().await.unwrap();
        assert!(!refused.success(), "{refused:?}");
        let written = sandbox.write_file("/opt/shown/file", "x").await;
        assert!(written.is_err());
        let kept = fs::read_to_string(directory.path().join("file")).unwrap();
        assert_eq!(kept, "of the host\n");
    }
}

pub async fn are_not_mounted_twice(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let (one, other) = (directory(), directory());
    if mount(&fixture, &sandbox, one.path(), "/opt/shown").await {
        assert!(mount(&fixture, &sandbox, one.path(), "/opt//shown/").await);
        let taken = sandbox.mount(other.path(), "/opt/shown").await;
        assert!(matches!(taken, Err(Error::InvalidArgument(_))), "{taken:?}");
        assert!(mount(&fixture, &sandbox, other.path(), "/opt/other").await);
    }
}

pub async fn need_a_directory_and_a_place(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let directory = directory();
    let relative = sandbox.mount(directory.path(), "shown").await;
    let invalid = matches!(relative, Err(Error::InvalidArgument(_)));
    assert!(invalid, "{relative:?}");
    if mount(&fixture, &sandbox, directory.path(), "/opt/shown").await {
        let missing = directory.path().join("missing");
        let missing = sandbox.mount(missing, "/opt/missing").await;
        assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
        let file = directory.path().join("file");
        let file = sandbox.mount(file, "/opt/file").await;
        assert!(matches!(file, Err(Error::InvalidArgument(_))), "{file:?}");
        sandbox.write_file("/tmp/taken", "").await.unwrap();
        let taken = sandbox.mount(directory.path(), "/tmp/taken").await;
        assert!(matches!(taken, Err(Error::InvalidArgument(_))), "{taken:?}");
    }
}

pub async fn end_with_their_sandbox(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let directory = directory();
    if mount(&fixture, &sandbox, directory.path(), "/opt/shown").await {
        sandbox.destroy().await.unwrap();
        let gone = sandbox.mount(directory.path(), "/opt/shown").await;
        assert!(matches!(gone, Err(Error::SandboxGone(_))), "{gone:?}");
        let kept = fs::read_to_string(directory.path().join("file")).unwrap();
        assert_eq!(kept, "of the host\n");
    }
}
