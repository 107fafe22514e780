//! Which packages stay in the cache.

use computesdk::{Compute, Error, EventKind};

use crate::world::World;

/// What a living sandbox shows stays, however little there may be.
#[tokio::test]
async fn packages_in_use_stay_and_others_make_room() {
    let world = World::of_size(1);
    let first = world.sandbox().await;
    let python = |sandbox: &computesdk::Sandbox, package: &str| {
        let code = format!("import {package}");
        let exec = sandbox.python(code).requirements([package]);
        exec.into_future()
    };
    python(&first, "six").await.unwrap();
    let second = world.sandbox().await;
    python(&second, "idna").await.unwrap();
    assert_eq!(world.layers().len(), 2);
    python(&first, "six").await.unwrap();
    first.destroy().await.unwrap();
    drop((first, second));
    let third = world.sandbox().await;
    python(&third, "iniconfig").await.unwrap();
    assert_eq!(world.layers().len(), 1);
}

#[tokio::test]
async fn progress_is_told_while_packages_are_installed_and_not_again() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let mut told = Vec::new();
    for _ in 0..2 {
        let mut events = sandbox.events();
        let exec = sandbox.python("import six").requirements(["six"]);
        exec.await.unwrap();
        let mut steps = Vec::new();
        while let Some(event) = events.next().await {
            match event.kind {
                EventKind::PackagesInstalling { step, packages, .. } => {
                    assert_eq!(packages, 1);
                    steps.push(step);
                }
                EventKind::PackagesInstalled { bytes, .. } => {
                    assert!(bytes > 0);
                    steps.push("installed".to_owned());
                }
                EventKind::ExecEnded { .. } => break,
                _ => {}
            }
        }
        told.push(steps);
    }
    let steps = ["preparing", "installing", "compiling", "installed"];
    assert_eq!(told[0], steps);
    assert!(told[1].is_empty(), "{told:?}");
}

#[tokio::test]
async fn without_a_cache_it_is_said_what_is_missing() {
    let compute = Compute::builder().cache_size(0).build().unwrap();
    let sandbox = compute.sandbox("local").await.unwrap();
    let error = sandbox.python("").requirements(["six"]).await.unwrap_err();
    assert!(matches!(error, Error::InvalidArgument(_)), "{error:?}");
    assert!(error.to_string().contains("there is no cache"), "{error}");
    assert!(!error.hints().is_empty());
}
