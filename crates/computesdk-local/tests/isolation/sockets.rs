//! Unix sockets of the host.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{SocketAddr, UnixListener};

use crate::canary::Planted;
use crate::probe::probe;
use crate::sandbox::{USERS, sandbox};

const CONNECT: &str = include_str!("probes/unix.py");

#[tokio::test]
async fn an_abstract_socket_of_the_host_is_out_of_reach() {
    let name = format!("computesdk-canary-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name).unwrap();
    let listener = UnixListener::bind_addr(&address).unwrap();
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, CONNECT, &[&format!("@{name}")]).await;
        assert_eq!(answers.of("own socket"), "ok", "{user:?}");
        assert_eq!(answers.of("connect"), "ECONNREFUSED", "{user:?}");
        assert_eq!(answers.of("listed"), "False", "{user:?}");
    }
    assert_unused(&listener);
}

#[tokio::test]
async fn a_socket_in_the_hosts_file_system_is_out_of_reach() {
    let planted = Planted::new();
    let path = format!("{}/socket", planted.directory());
    let listener = UnixListener::bind(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o777)).unwrap();
    let sandbox = sandbox().await;
    for user in USERS {
        for way in ["", "/mnt", "/proc/1/root"] {
            let answers = probe(&sandbox, user, CONNECT, &[&format!("{way}{path}")]).await;
            assert_eq!(answers.of("own socket"), "ok", "{user:?}");
            let refused = ["ENOENT", "EACCES"].contains(&answers.of("connect"));
            assert!(refused, "{user:?} {way}: {}", answers.of("connect"));
            assert_eq!(answers.of("listed"), "False", "{user:?}");
        }
    }
    assert_unused(&listener);
}

/// Nobody has connected.
fn assert_unused(listener: &UnixListener) {
    listener.set_nonblocking(true).unwrap();
    let connected = listener.accept().map(drop);
    assert_eq!(
        connected.unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock,
        "somebody has connected"
    );
}
