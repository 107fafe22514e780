//! Packages of Java code.

use computesdk::{Error, PackagesFailure};

use crate::world::World;

const LANG: &str = "org.apache.commons:commons-lang3:3.14.0";

#[tokio::test]
async fn code_imports_them() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = r#"import org.apache.commons.lang3.StringUtils;
class Main { public static void main(String[] args) {
    System.out.println(StringUtils.reverse("cba"));
} }"#;
    let ran = sandbox.java(code).packages([LANG]).await.unwrap();
    assert_eq!(ran.stdout, "abc\n");
    let other = world.sandbox().await;
    let ran = other.java(code).packages([LANG]).await.unwrap();
    assert_eq!(ran.stdout, "abc\n");
    assert_eq!(world.layers().len(), 1);
    let failed = other.java(code).await;
    assert!(failed.is_err(), "{failed:?}");
}

#[tokio::test]
async fn what_they_need_comes_along() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = r#"import org.apache.commons.text.WordUtils;
class Main { public static void main(String[] args) {
    System.out.println(WordUtils.capitalize("of commons-lang3"));
} }"#;
    let java = sandbox
        .java(code)
        .packages(["org.apache.commons:commons-text:1.11.0"]);
    assert_eq!(java.await.unwrap().stdout, "Of Commons-lang3\n");
}

#[tokio::test]
async fn what_cannot_be_installed_is_told() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    for package in [
        "org.apache.commons:commons-lang3:999",
        "org.apache.commons:computesdk-there-is-none:1",
    ] {
        let failed = sandbox.java("class Main {}").packages([package]).await;
        let Err(Error::Packages(error)) = failed else {
            panic!("{failed:?}");
        };
        assert_eq!(error.failure, PackagesFailure::NotFound, "{error:?}");
        assert!(
            error.detail.contains(package.split(':').nth(1).unwrap()),
            "{}",
            error.detail
        );
    }
    let failed = sandbox.java("").packages(["commons-lang3"]).await;
    assert!(
        matches!(failed, Err(Error::InvalidArgument(_))),
        "{failed:?}"
    );
    assert!(world.layers().is_empty());
}
