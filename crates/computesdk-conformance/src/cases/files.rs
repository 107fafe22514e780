//! Files.

use computesdk::{Errno, Error, ResourceKind, User};

use crate::Fixture;

pub async fn bytes_go_there_and_back(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|number| number as u8).collect();
    sandbox.write_file("bytes", &bytes).await.unwrap();
    assert!(sandbox.read_file("bytes").await.unwrap() == bytes);
    assert!(sandbox.read_file("/home/user/bytes").await.unwrap() == bytes);
    sandbox.write_file("empty", "").await.unwrap();
    assert_eq!(sandbox.read_file("empty").await.unwrap(), b"");
}

pub async fn commands_see_them(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("/tmp/mine", "from here").await.unwrap();
    let result = sandbox.exec("cat /tmp/mine; echo from there > theirs");
    assert_eq!(result.await.unwrap().stdout, "from here");
    assert_eq!(sandbox.read_text("theirs").await.unwrap(), "from there\n");
}

pub async fn writing_replaces(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("file", "long long").await.unwrap();
    sandbox.write_file("file", "short").await.unwrap();
    assert_eq!(sandbox.read_text("file").await.unwrap(), "short");
}

pub async fn they_are_written_and_read_as_a_user(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for user in [User::User, User::Root] {
        let path = format!("/tmp/of-{user:?}");
        sandbox.write_file(&path, "mine").user(user).await.unwrap();
        let text = sandbox.read_text(&path).user(user).await;
        assert_eq!(text.unwrap(), "mine");
        let bytes = sandbox.read_file(&path).user(user).await;
        assert_eq!(bytes.unwrap(), b"mine");
    }
}

pub async fn parents_are_made(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("a/b/c/file", "deep").await.unwrap();
    assert_eq!(sandbox.read_text("a/b/c/file").await.unwrap(), "deep");
}

pub async fn a_missing_one_is_not_found(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for path in ["nothing", "/no/such/file"] {
        match sandbox.read_file(path).await {
            Err(Error::NotFound(error)) => assert_eq!(error.kind, ResourceKind::File),
            other => panic!("{other:?}"),
        }
    }
}

pub async fn a_directory_is_none(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let read = sandbox.read_file("/tmp").await.map(drop);
    let written = sandbox.write_file("/tmp", "").await;
    for refused in [read, written] {
        match refused {
            Err(Error::File(error)) => {
                assert_eq!(
                    (error.errno, &*error.path),
                    (Errno::EISDIR, "/tmp".as_ref())
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

pub async fn text_must_be_text(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("file", b"caf\xff").await.unwrap();
    match sandbox.read_text("file").await {
        Err(Error::InvalidArgument(error)) => assert!(error.reason.contains("byte 3")),
        other => panic!("{other:?}"),
    }
}
