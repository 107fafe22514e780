//! System calls that no command is given: what each answers.

use crate::probe::probe;
use crate::sandbox::{USERS, sandbox};

const CALLS: &str = include_str!("probes/calls.py");

/// Tries one call as each user.
async fn refused(name: &str, error: &str) {
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, CALLS, &[name]).await;
        assert_eq!(answers.of(name), error, "{name} as {user:?}");
    }
}

/// A test for each call, so that the proof that it can fail is about that call.
macro_rules! refused {
    ($($error:ident: $($name:ident)+;)+) => {$($(
        #[tokio::test]
        async fn $name() {
            refused(stringify!($name), stringify!($error)).await;
        }
    )+)+};
}

refused! {
    // Other processes.
    EPERM: ptrace process_vm_readv pidfd_getfd kcmp;
    // Namespaces. ENOSYS makes libraries use clone, whose flags can be seen.
    EPERM: unshare_user unshare_mount unshare_network setns clone_user;
    ENOSYS: clone3;
    // Mounts.
    EPERM: mount umount2 pivot_root chroot fsopen open_tree mount_setattr;
    // Keys.
    EPERM: add_key keyctl request_key;
    // Attack surface of the kernel.
    EPERM: bpf perf_event_open userfaultfd io_uring_setup fanotify_init open_by_handle_at;
    ENOSYS: memfd_secret modify_ldt;
    EPERM: personality;
    // The machine.
    EPERM: init_module finit_module delete_module kexec_load reboot swapon acct;
    EPERM: sethostname clock_settime iopl ioperm syslog quotactl migrate_pages;
    // Sockets beyond Unix, TCP and UDP.
    EAFNOSUPPORT: socket_packet socket_vsock socket_alg socket_xdp socket_tipc;
    EPERM: socket_raw socket_raw6;
    ESOCKTNOSUPPORT: socket_packet_type;
    EPROTONOSUPPORT: socket_uevent socket_netfilter socket_audit socket_sctp;
    EAFNOSUPPORT: socketpair_tipc;
    // Device nodes.
    EPERM: mknod_character mknod_block;
}
