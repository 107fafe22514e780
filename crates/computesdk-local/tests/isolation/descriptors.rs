//! Open files of the host program.

use std::fs::File;

use rustix::fd::AsRawFd;

use crate::canary::Planted;
use crate::probe::probe;
use crate::sandbox::{USERS, sandbox};

#[tokio::test]
async fn open_files_of_the_host_program_are_not_inherited() {
    let planted = Planted::new();
    let file = File::options()
        .read(true)
        .write(true)
        .open(planted.file())
        .unwrap();
    // Without the flag that closes it when a program is executed.
    let inheritable = rustix::io::dup(&file).unwrap();
    let flags = rustix::io::fcntl_getfd(&inheritable).unwrap();
    assert!(
        flags.is_empty(),
        "descriptor {} closes itself",
        inheritable.as_raw_fd()
    );
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, include_str!("probes/descriptors.py"), &[]).await;
        assert_eq!(answers.of("open"), "[0, 1, 2]", "{user:?}");
        assert_eq!(answers.of("0"), "/dev/null", "{user:?}");
        assert_eq!(answers.of("list init's"), "EACCES", "{user:?}");
    }
    planted.assert_untouched();
}
