//! Packages of JavaScript and TypeScript code.

use computesdk::{Error, Sandbox};

use crate::world::World;

async fn run(sandbox: &Sandbox, language: &str, code: &str, packages: &[&str]) -> String {
    let ran = sandbox.run_code(language, code);
    let ran = ran.packages(packages.iter().copied()).await;
    ran.unwrap().stdout.to_string()
}

#[tokio::test]
async fn code_requires_and_imports_them() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = "console.log(require('is-odd')(3))";
    assert_eq!(run(&sandbox, "node", code, &["is-odd"]).await, "true\n");
    let code = "import odd from 'is-odd'; console.log(odd(4), await Promise.resolve(1))";
    assert_eq!(run(&sandbox, "node", code, &["is-odd"]).await, "false 1\n");
    let code = "import odd from 'is-odd'; const three: number = 3; console.log(odd(three))";
    let other = world.sandbox().await;
    assert_eq!(run(&other, "typescript", code, &["is-odd"]).await, "true\n");
    assert_eq!(world.layers().len(), 1);
    // Others do not see it.
    let failed = world.sandbox().await.node("require('is-odd')").await;
    assert!(matches!(failed, Err(Error::Execution(_))), "{failed:?}");
}

#[tokio::test]
async fn the_version_that_was_asked_for_last_is_found() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = "console.log(require('is-number/package.json').version)";
    for version in ["7.0.0", "6.0.0", "7.0.0"] {
        let package = format!("is-number@{version}");
        let told = run(&sandbox, "node", code, &[&package]).await;
        assert_eq!(told, format!("{version}\n"));
    }
}

#[tokio::test]
async fn packages_with_a_scope_and_with_programs_work() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = "const { execSync } = require('child_process')
        console.log(typeof require('@sindresorhus/is').default)
        console.log(String(execSync('semver 1.2.3')).trim())";
    let told = run(&sandbox, "node", code, &["@sindresorhus/is@4", "semver"]).await;
    assert_eq!(told, "function\n1.2.3\n");
}

#[tokio::test]
async fn a_package_that_does_not_exist_is_an_error_of_its_own() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let exec = sandbox
        .node("")
        .packages(["computesdk-there-is-no-such-package"]);
    let Err(Error::Packages(error)) = exec.await else {
        panic!("it is there");
    };
    assert_eq!(error.failure.name(), "not_found");
    let exec = sandbox.node("").packages(["is-odd@999"]);
    let Err(Error::Packages(error)) = exec.await else {
        panic!("it is there");
    };
    assert_eq!(error.failure.name(), "not_found");
    assert!(error.detail.contains("is-odd"), "{}", error.detail);
    assert!(world.layers().is_empty());
}
