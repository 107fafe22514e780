//! Environment variables of the host.

use std::env;
use std::process::Command;

use crate::canary::again;
use crate::probe::probe;
use crate::sandbox::{USERS, sandbox};

/// Set for the process that has the canary.
const PLANTED: &str = "COMPUTESDK_CANARY";
const SECRET: &str = "a-secret-in-the-environment";

/// Planted in a process of its own: a program with threads cannot change its
/// environment safely.
#[tokio::test]
async fn no_variable_of_the_host_is_visible() {
    if env::var(PLANTED).is_err() {
        let mut command = Command::new("env");
        command.arg(format!("{PLANTED}={SECRET}"));
        return again("environment::no_variable_of_the_host_is_visible", command);
    }
    let sandbox = sandbox().await;
    for user in USERS {
        let script = include_str!("probes/environment.py");
        let answers = probe(&sandbox, user, script, &[SECRET]).await;
        let names = "HOME LANG LOGNAME PATH SHELL USER";
        assert_eq!(answers.of("names"), names, "{user:?}");
        assert_eq!(answers.of("found in"), "[]", "{user:?}");
        assert_eq!(answers.of("read /proc/1/environ"), "EACCES", "{user:?}");
    }
}
