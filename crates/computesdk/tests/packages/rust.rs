//! Crates of Rust code.

use computesdk::{Error, PackagesFailure};

use crate::world::World;

#[tokio::test]
async fn code_uses_them() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let packages = ["itoa@1", "fastrand = \"2\""];
    let code = "let mut random = fastrand::Rng::with_seed(7);
        let number = random.u8(3..4);
        println!(\"{}\", itoa::Buffer::new().format(number));";
    let ran = sandbox.rust(code).packages(packages).await.unwrap();
    assert_eq!(ran.stdout, "3\n");
    // Another program with the same, in another sandbox without a network.
    let other = world.sandbox().await;
    let code = "fn main() { println!(\"{}\", itoa::Buffer::new().format(-1)) }";
    let ran = other.rust(code).packages(packages).await.unwrap();
    assert_eq!(ran.stdout, "-1\n");
    assert_eq!((world.layers().len(), world.kept("programs").len()), (1, 2));
    // Without them it is as before.
    let failed = other.rust(code).await;
    assert!(matches!(failed, Err(Error::Compilation(_))), "{failed:?}");
}

/// A macro may read what no key knows of: where there is one, code is compiled where it runs.
#[tokio::test]
async fn features_and_macros_work() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = r#"
#[derive(serde::Serialize)]
struct Point { x: i32 }
fn main() { println!("{}", serde_json::to_string(&Point { x: 1 }).unwrap()) }"#;
    let packages = [
        "serde = { version = \"1\", features = [\"derive\"] }",
        "serde_json@1",
    ];
    let ran = sandbox.rust(code).packages(packages).await.unwrap();
    assert_eq!(ran.stdout, "{\"x\":1}\n");
    assert!(world.kept("programs").is_empty());
}

#[tokio::test]
async fn what_cannot_be_installed_is_told() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    for (packages, expected) in [
        (
            &["computesdk-there-is-no-such-crate"][..],
            PackagesFailure::NotFound,
        ),
        (&["itoa@999"], PackagesFailure::NotFound),
        (
            &["itoa = \"=1.0.9\"", "itoa = \"=1.0.10\""],
            PackagesFailure::Conflict,
        ),
        (
            &["itoa = { version = \"1\", features = [\"none\"] }"],
            PackagesFailure::NotFound,
        ),
    ] {
        let failed = sandbox.rust("").packages(packages.iter().copied()).await;
        let Err(Error::Packages(error)) = failed else {
            panic!("{failed:?}");
        };
        assert_eq!(error.failure, expected, "{error:?}");
    }
    assert!(world.layers().is_empty());
}
