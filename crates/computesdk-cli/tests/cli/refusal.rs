//! On hosts that let nobody make namespaces, as inside most containers.

use crate::compute::run;

/// What the binary is inside a sandbox, whose filter refuses namespaces.
const INSIDE: &str = "/opt/compute";

fn inside(line: &str) -> crate::compute::Ran {
    let mount = format!("{}:{INSIDE}", env!("CARGO_BIN_EXE_compute"));
    run(&["exec", "--quiet", "--mount", &mount, line])
}

#[test]
fn the_reason_and_the_way_to_the_remedy_are_told() {
    let ran = inside("/opt/compute exec true");
    assert_eq!(ran.code, Some(125), "{}", ran.stderr);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    let [error, hint] = lines[..] else {
        panic!("{lines:?}")
    };
    assert!(
        error.contains("could not create a user namespace"),
        "{error}"
    );
    assert!(error.contains("EPERM"), "{error}");
    assert!(hint.contains("compute doctor"), "{hint}");
}

#[test]
fn the_doctor_says_what_is_missing_and_how_to_get_it() {
    let ran = inside("/opt/compute doctor");
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("missing   sandbox: could not create a user namespace")
    );
    assert!(
        ran.stdout.contains("missing   user namespaces: "),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("\n          $ "), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("do not work on this machine yet.\n"));
}
