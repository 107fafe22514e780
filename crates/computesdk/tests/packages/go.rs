//! Modules of Go code.

use computesdk::{Error, Exec, PackagesFailure, Sandbox, Snippet};

use crate::world::World;

const UUID: &str = "github.com/google/uuid@v1.6.0";

fn with_uuid(sandbox: &Sandbox) -> Exec<Snippet> {
    let code = r#"import ("fmt"; "github.com/google/uuid")
func main() { fmt.Println(uuid.Nil) }"#;
    sandbox.go(code).packages([UUID])
}

const NIL: &str = "00000000-0000-0000-0000-000000000000\n";

#[tokio::test]
async fn code_imports_them() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    assert_eq!(with_uuid(&sandbox).await.unwrap().stdout, NIL);
    // Another program with the same, in another sandbox without a network.
    let other = world.sandbox().await;
    let code = r#"import ("fmt"; "github.com/google/uuid")
func main() { fmt.Println(uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8").Version()) }"#;
    let ran = other.go(code).packages([UUID]).await.unwrap();
    assert_eq!(ran.stdout, "VERSION_1\n");
    assert_eq!(world.layers().len(), 1);
    // Without them it is as before.
    let code = "import _ \"github.com/google/uuid\"\nfunc main() {}";
    let failed = other.go(code).await;
    assert!(matches!(failed, Err(Error::Compilation(_))), "{failed:?}");
}

/// What a package of a module needs beyond those that its root does.
#[tokio::test]
async fn any_package_of_a_module_is_there() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = r#"import ("fmt"; "golang.org/x/net/html"; "golang.org/x/net/html/charset")
func main() {
    encoding, name, _ := charset.DetermineEncoding([]byte("<meta charset=latin1>"), "text/html")
    fmt.Println(encoding != nil, name, html.EscapeString("<"))
}"#;
    let go = sandbox.go(code).packages(["golang.org/x/net@v0.40.0"]);
    assert_eq!(go.await.unwrap().stdout, "true windows-1252 &lt;\n");
}

#[tokio::test]
async fn what_cannot_be_installed_is_told() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    for package in [
        "github.com/google/uuid@v99.0.0",
        "github.com/google/computesdk-there-is-no-such-module",
    ] {
        let failed = sandbox.go("func main() {}").packages([package]).await;
        let Err(Error::Packages(error)) = failed else {
            panic!("{failed:?}");
        };
        assert_eq!(error.failure, PackagesFailure::NotFound, "{error:?}");
        assert!(error.detail.contains("google/"), "{}", error.detail);
    }
    assert!(world.layers().is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_the_code_is_told_as_ever() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = "import \"github.com/google/uuid\"\nfunc main() { uuid.Nothing() }";
    let failed = sandbox.go(code).packages([UUID]).await;
    let Err(Error::Compilation(error)) = failed else {
        panic!("{failed:?}");
    };
    let found = &error.diagnostics[0];
    assert_eq!(found.file, "main.go", "{error:?}");
    assert_eq!(found.line, 2);
}
