//! Hosts that let nobody make namespaces, as most containers do: a clear refusal.

use std::env;
use std::process::Command;

use computesdk::Error;

use super::stage::{ROLE, player};
use super::world::{compute, run};

/// What this program is inside.
const PROGRAM: &str = "/opt/tests";

/// Forbids all below it to make a user namespace, and goes on. In a namespace of
/// its own: the host's setting is another.
const FORBID: &str = "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$@\"";

/// A sandbox is such a container: its filter refuses the calls.
#[test]
fn a_filter_that_refuses_namespaces_is_told() {
    run(async {
        let program = env::current_exe().unwrap();
        let builder = compute().sandbox("local").mount(program, PROGRAM, true);
        let sandbox = builder.await.unwrap();
        let role = player("refused", "");
        let refused = sandbox.exec((PROGRAM, role.get_args()));
        let refused = refused.env(ROLE, "refused").unchecked().await.unwrap();
        assert_eq!(refused.exit_code, 0, "{refused:?}");
    });
}

#[test]
fn a_setting_that_refuses_namespaces_is_told() {
    let role = player("refused", "");
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "sh", "-c", FORBID, "sh"]);
    command.arg(role.get_program()).args(role.get_args());
    let refused = command.env(ROLE, "refused").output().unwrap();
    assert!(refused.status.success(), "{refused:?}");
}

/// Tries to make sandboxes where that is refused. Often: the reason comes from a
/// process that ends at once.
pub(crate) fn refused() {
    run(async {
        for _ in 0..30 {
            match compute().sandbox("local").await {
                Err(Error::Engine(error)) => {
                    assert_eq!(error.step, "create a user namespace");
                    // EPERM by a filter, ENOSPC by the setting.
                    let errno = error.errno.unwrap().raw();
                    assert!([1, 28].contains(&errno), "{error}");
                    let hints = error.hints.iter().map(ToString::to_string);
                    let hints: Vec<String> = hints.collect();
                    assert!(hints[0].contains("compute doctor"), "{hints:?}");
                }
                other => panic!("{other:?}"),
            }
        }
    });
}
