//! The working directory.

use std::path::Path;

use computesdk::{Error, ResourceKind, Sandbox};

use crate::Fixture;

async fn printed(sandbox: &Sandbox) -> String {
    let result = sandbox.exec("pwd").await.unwrap();
    result.stdout.trim_end().to_owned()
}

pub async fn starts_at_home(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    assert_eq!(sandbox.pwd().unwrap(), Path::new("/home/user"));
    assert_eq!(printed(&sandbox).await, "/home/user");
}

pub async fn a_call_has_its_own(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("deep/er/file", "").await.unwrap();
    let cases = [
        ("/tmp", "/tmp"),
        ("deep", "/home/user/deep"),
        ("deep/er", "/home/user/deep/er"),
        ("deep/er/..", "/home/user/deep"),
    ];
    for (cwd, expect) in cases {
        let result = sandbox.exec("pwd -P").cwd(cwd).await.unwrap();
        assert_eq!(result.stdout.trim_end(), expect);
    }
    assert_eq!(printed(&sandbox).await, "/home/user");
}

pub async fn cd_holds_for_later_calls(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let clone = sandbox.clone();
    sandbox.write_file("deep/er/file", "found").await.unwrap();

    sandbox.cd("deep").await.unwrap();
    clone.cd("er").await.unwrap();
    assert_eq!(sandbox.pwd().unwrap(), Path::new("/home/user/deep/er"));
    assert_eq!(printed(&sandbox).await, "/home/user/deep/er");
    assert_eq!(sandbox.read_text("file").await.unwrap(), "found");

    sandbox.cd("..").await.unwrap();
    assert_eq!(sandbox.pwd().unwrap(), Path::new("/home/user/deep"));
    sandbox.cd("/tmp").await.unwrap();
    assert_eq!(printed(&clone).await, "/tmp");
}

pub async fn a_missing_one_is_not_found(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let refused = [
        sandbox.cd("nowhere").await,
        sandbox.exec("true").cwd("/no/where").await.map(drop),
    ];
    for refused in refused {
        match refused {
            Err(Error::NotFound(error)) => assert_eq!(error.kind, ResourceKind::Directory),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(sandbox.pwd().unwrap(), Path::new("/home/user"));
}

pub async fn a_file_is_none(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("file", "").await.unwrap();
    let refused = [
        sandbox.cd("file").await,
        sandbox.exec("true").cwd("file").await.map(drop),
    ];
    for refused in refused {
        let invalid = matches!(refused, Err(Error::InvalidArgument(_)));
        assert!(invalid, "{refused:?}");
    }
}
