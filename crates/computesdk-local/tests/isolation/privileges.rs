//! Gaining rights that one was not given.

use computesdk::User;

use crate::probe::{probe, shell};
use crate::sandbox::{USERS, has_many_ids, sandbox};

/// What root inside is left with: see init's list.
const ROOT_CAPABILITIES: &str = "00000000800405fb";

#[tokio::test]
async fn commands_have_no_more_rights_than_promised() {
    let sandbox = sandbox().await;
    for (user, capabilities) in [
        (User::User, "0000000000000000"),
        (User::Root, ROOT_CAPABILITIES),
    ] {
        let status = shell(&sandbox, user, "cat /proc/self/status").await;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no {name} in {status}"))
                .trim()
                .to_owned()
        };
        // The bounding set caps what root can get by executing a program.
        assert_eq!(field("CapBnd:"), capabilities, "{user:?}");
        assert_eq!(field("CapEff:"), capabilities, "{user:?}");
        assert_eq!(field("CapPrm:"), capabilities, "{user:?}");
        assert_eq!(field("CapInh:"), "0000000000000000", "{user:?}");
        assert_eq!(field("CapAmb:"), "0000000000000000", "{user:?}");
        assert_eq!(field("NoNewPrivs:"), "1", "{user:?}");
        assert_eq!(field("Seccomp:"), "2", "{user:?}");
    }
}

/// Copies of a program that belong to root and have the set-user-ID bit, wherever
/// one can be put.
#[tokio::test]
async fn a_setuid_program_gains_nothing() {
    let sandbox = sandbox().await;
    if !has_many_ids(&sandbox).await {
        eprintln!("NOTE: with one id there is no other user to become");
    }
    let places = "/tmp /opt/bin /var/tmp /dev/shm /run";
    let plant = format!(
        "for place in {places}; do
            cp /usr/bin/id $place/setuid-id && chmod 6755 $place/setuid-id
            stat -c '%a' $place/setuid-id
        done"
    );
    assert_eq!(
        shell(&sandbox, User::Root, &plant).await,
        "6755\n".repeat(5)
    );
    let run = format!("for place in {places}; do $place/setuid-id -u; $place/setuid-id -g; done");
    let ids = shell(&sandbox, User::User, &run).await;
    assert_eq!(ids, "1000\n".repeat(10));
}

/// A copy of a program with capabilities in its attributes, which root may set.
#[tokio::test]
async fn a_program_with_capabilities_gains_nothing() {
    let sandbox = sandbox().await;
    let script = include_str!("probes/capability_file.py");
    let planted = probe(&sandbox, User::Root, script, &[]).await;
    let set = planted.of("set");
    let refused = ["EPERM", "ENOTSUP", "EOPNOTSUPP"].contains(&set);
    assert!(set == "ok" || refused, "{set}");
    let output = shell(&sandbox, User::User, "/opt/bin/capable /proc/self/status").await;
    assert!(output.contains("CapEff:\t0000000000000000\n"), "{output}");
}

/// Ids that exist outside of the sandbox, and rights that are kept from root.
#[tokio::test]
async fn nobody_becomes_somebody_else() {
    let sandbox = sandbox().await;
    for user in USERS {
        let script = include_str!("probes/become.py");
        let answers = probe(&sandbox, user, script, &[]).await;
        for (attempt, answer) in answers.all() {
            // EINVAL: an id that does not exist inside.
            let refused = ["EPERM", "EINVAL"].contains(&answer);
            assert!(refused, "{user:?} {attempt}: {answer}");
        }
    }
}
