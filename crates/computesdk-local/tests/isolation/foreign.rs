//! Other doors into the kernel: calls of other architectures, unknown calls.

use crate::probe::probe;
use crate::sandbox::{USERS, in_virtual_machine, sandbox};

#[tokio::test]
async fn x32_and_unknown_calls_do_not_exist() {
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, include_str!("probes/unknown.py"), &[]).await;
        for (attempt, answer) in answers.all() {
            assert_eq!(answer, "ENOSYS", "{user:?} {attempt}");
        }
    }
}

#[tokio::test]
async fn calls_of_32_bit_programs_do_not_exist() {
    if in_virtual_machine() {
        return eprintln!("NOTE: User-mode Linux has no 32-bit calls to refuse");
    }
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, include_str!("probes/i386.py"), &[]).await;
        assert_eq!(answers.of("getpid"), "-38 (ENOSYS)", "{user:?}");
    }
}
