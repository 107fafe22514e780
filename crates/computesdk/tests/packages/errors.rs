//! What cannot be installed is said so, and nothing of it is kept.

use std::time::Duration;

use computesdk::{CancellationToken, Error, PackagesError, PackagesFailure};

use crate::world::World;

async fn failure(world: &World, requirements: &[&str]) -> PackagesError {
    let sandbox = world.sandbox().await;
    let exec = sandbox
        .python("print('ran')")
        .requirements(requirements.iter().copied());
    match exec.await {
        Err(Error::Packages(error)) => *error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_package_that_does_not_exist() {
    let world = World::new();
    let error = failure(&world, &["six", "computesdk-there-is-no-such-package"]).await;
    assert_eq!(error.failure, PackagesFailure::NotFound);
    assert!(
        error.detail.contains("computesdk-there-is-no-such-package"),
        "{}",
        error.detail
    );
    assert!(error.result.is_some_and(|result| !result.stderr.is_empty()));
    assert!(world.layers().is_empty());
}

#[tokio::test]
async fn a_version_that_does_not_exist() {
    let world = World::new();
    let error = failure(&world, &["six==999"]).await;
    assert_eq!(error.failure, PackagesFailure::NotFound);
    assert!(error.detail.contains("six==999"), "{}", error.detail);
}

#[tokio::test]
async fn versions_that_exclude_each_other() {
    let world = World::new();
    let error = failure(&world, &["six==1.16.0", "six==1.17.0"]).await;
    assert_eq!(error.failure, PackagesFailure::Conflict);
    assert!(world.layers().is_empty());
}

#[tokio::test]
async fn what_makes_no_sense_is_an_invalid_argument() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let list = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(list.path(), "six\n--index-url x\n").unwrap();
    for (exec, expected) in [
        (sandbox.python("").requirements(["./x"]), "`./x`"),
        (sandbox.python("").requirements_file(list.path()), ":2"),
        (sandbox.python("").packages(["six"]), "`requirements`"),
        (sandbox.node("").requirements(["six"]), "`packages`"),
        (sandbox.node("").venv("/opt/venv"), "venv"),
        (sandbox.bash("").packages(["six"]), "Bash"),
    ] {
        let error = exec.await.unwrap_err();
        assert!(matches!(error, Error::InvalidArgument(_)), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    let exec = sandbox.python("").requirements_file("there/is/none.txt");
    assert!(matches!(exec.await, Err(Error::NotFound(_))));
    assert!(world.layers().is_empty());
}

#[tokio::test]
async fn an_installation_that_is_ended_leaves_nothing() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let python = || sandbox.python("import six").requirements(["six"]);
    let late = python().timeout(Duration::from_millis(200)).await;
    assert!(matches!(late, Err(Error::Timeout(_))), "{late:?}");
    assert!(world.layers().is_empty());
    let token = CancellationToken::new();
    let running = tokio::spawn(python().cancel(token.clone()).into_future());
    while world.layers().is_empty() {
        tokio::task::yield_now().await;
    }
    token.cancel();
    let aborted = running.await.unwrap();
    assert!(matches!(aborted, Err(Error::Abort(_))), "{aborted:?}");
    assert!(world.layers().is_empty());
    // And nothing is in the way of the next.
    python().await.unwrap();
}

/// One of them installs, and both are served.
#[tokio::test]
async fn two_that_want_the_same_at_once_get_it() {
    let world = World::new();
    let (first, second) = (world.sandbox().await, world.sandbox().await);
    let python = |sandbox: &computesdk::Sandbox| {
        sandbox
            .python("import idna")
            .requirements(["idna"])
            .into_future()
    };
    let (first, second) = tokio::join!(python(&first), python(&second));
    first.unwrap();
    second.unwrap();
    assert_eq!(world.layers().len(), 1);
}
