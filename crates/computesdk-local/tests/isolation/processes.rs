//! Processes of the host, and the sandbox's own init.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

use computesdk::User;

use crate::probe::{probe, shell};
use crate::sandbox::{USERS, has_many_ids, sandbox};

/// A process with a name that can be recognised, killed with this value.
struct Canary {
    child: Child,
    name: String,
}

impl Canary {
    fn new() -> Canary {
        let name = format!("computesdk-canary-process-{}", std::process::id());
        let child = Command::new("sleep")
            .arg0(&name)
            .arg("1000")
            .spawn()
            .unwrap();
        Canary { child, name }
    }

    fn assert_alive(&mut self) {
        assert_eq!(
            self.child.try_wait().unwrap(),
            None,
            "the canary was killed"
        );
    }
}

impl Drop for Canary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn processes_of_the_host_are_invisible() {
    let canary = Canary::new();
    let sandbox = sandbox().await;
    for user in USERS {
        let script = include_str!("probes/processes.py");
        // Not the whole name: the probe's own command line has its arguments.
        let name = canary.name.strip_prefix("computesdk-").unwrap();
        let answers = probe(&sandbox, user, script, &[name]).await;
        assert_eq!(
            answers.of("names"),
            "['compute-init', 'python3']",
            "{user:?}"
        );
        assert_eq!(answers.of("found"), "[]", "{user:?}");
    }
}

#[tokio::test]
async fn processes_of_the_host_cannot_be_signalled() {
    let mut canary = Canary::new();
    let sandbox = sandbox().await;
    for user in USERS {
        let script = include_str!("probes/signal.py");
        let pid = canary.child.id().to_string();
        let answers = probe(&sandbox, user, script, &[&pid, "9"]).await;
        for (attempt, answer) in answers.all() {
            assert_eq!(answer, "ESRCH", "{user:?} {attempt}");
        }
    }
    // Everybody there is, as seen from inside.
    shell(&sandbox, User::User, "trap '' TERM; kill -TERM -1; true").await;
    canary.assert_alive();
}

#[tokio::test]
async fn init_survives_every_signal() {
    let sandbox = sandbox().await;
    // With one id, init has the user's own: the kernel lets the signal be sent
    // and ignores it, as for any init.
    let wanted = if has_many_ids(&sandbox).await {
        "EPERM"
    } else {
        "ok"
    };
    for user in USERS {
        for signal in ["9", "15", "19", "11", "17"] {
            let script = include_str!("probes/signal.py");
            let answers = probe(&sandbox, user, script, &["1", signal]).await;
            for (attempt, answer) in answers.all() {
                assert_eq!(answer, wanted, "{user:?} {attempt}");
            }
        }
    }
    assert_eq!(shell(&sandbox, User::User, "echo alive").await, "alive\n");
}

/// What the next command is started from waits beside those that run.
#[tokio::test]
async fn what_is_made_ahead_is_out_of_reach() {
    let sandbox = sandbox().await;
    let many_ids = has_many_ids(&sandbox).await;
    let usual = shell(&sandbox, User::User, "ulimit -n; ulimit -Hn").await;
    for user in USERS {
        let script = include_str!("probes/made_ahead.py");
        let answers = probe(&sandbox, user, script, &[]).await;
        for (attempt, answer) in answers.all() {
            let allowed = match attempt {
                // Root may signal whoever is in the namespace of commands.
                "stop" => user == User::Root || !many_ids,
                // With one id it has the user's own.
                "lower a limit" => !many_ids,
                _ => false,
            };
            let wanted: &[&str] = match allowed {
                // Or it has not entered that namespace yet.
                true => &["ok", "EPERM"],
                false => &["EPERM", "EACCES"],
            };
            assert!(wanted.contains(&answer), "{user:?} {attempt}: {answer}");
        }
        // Stopped or not, and with less or not.
        let limits = shell(&sandbox, User::User, "ulimit -n; ulimit -Hn").await;
        assert_eq!(limits, usual, "{user:?}");
        // Killed or not.
        shell(&sandbox, user, "kill -9 -1; true").await;
        assert_eq!(shell(&sandbox, User::User, "echo alive").await, "alive\n");
    }
}
