//! Keys that the kernel keeps for the host.

use std::env;
use std::process::Command;

use crate::canary::again;
use crate::probe::probe;
use crate::sandbox::{USERS, sandbox};

/// Number of the planted key, for the process that has it.
const PLANTED: &str = "COMPUTESDK_CANARY_KEY";

/// Makes a session keyring with a key that its owner may read, then becomes the
/// program that it is given.
const PLANT: &str = r#"
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
JOIN_SESSION_KEYRING, SESSION_KEYRING, ADD_KEY, KEYCTL = 1, -3, 248, 250
assert libc.syscall(KEYCTL, JOIN_SESSION_KEYRING, None) > 0, ctypes.get_errno()
key = libc.syscall(ADD_KEY, b"user", b"computesdk-canary", b"a secret", 8, SESSION_KEYRING)
assert key > 0, ctypes.get_errno()
os.environ["COMPUTESDK_CANARY_KEY"] = str(key)
os.execv(sys.argv[1], sys.argv[1:])
"#;

#[tokio::test]
async fn keys_of_the_hosts_session_are_out_of_reach() {
    let Ok(key) = env::var(PLANTED) else {
        let mut command = Command::new("python3");
        command.args(["-c", PLANT]);
        return again("keys::keys_of_the_hosts_session_are_out_of_reach", command);
    };
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, include_str!("probes/keys.py"), &[&key]).await;
        assert_eq!(answers.of("/proc/keys"), "b''", "{user:?}");
        assert_eq!(answers.of("/proc/key-users"), "b''", "{user:?}");
        // Refused by the filter, and a key that one does not possess by its
        // permissions.
        for attempt in [
            "search the session",
            "read",
            "describe",
            "link",
            "update",
            "revoke",
        ] {
            let answer = answers.of(attempt);
            let refused = ["EPERM", "EACCES", "ENOKEY"].contains(&answer);
            assert!(refused, "{user:?} {attempt}: {answer}");
        }
    }
    let living = std::fs::read_to_string("/proc/keys").unwrap();
    assert!(
        living.contains("computesdk-canary"),
        "the key has gone:\n{living}"
    );
}
