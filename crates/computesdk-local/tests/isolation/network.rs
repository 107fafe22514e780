//! The host's network.

use std::net::TcpListener;

use computesdk::User;

use crate::probe::probe;
use crate::sandbox::{USERS, sandbox, serve_secret};

#[tokio::test]
async fn a_loopback_server_of_the_host_is_out_of_reach() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let sandbox = sandbox().await;
    for user in USERS {
        let script = include_str!("probes/network.py");
        let answers = probe(&sandbox, user, script, &[&port]).await;
        assert_eq!(answers.of("own server"), "ok", "{user:?}");
        assert_eq!(answers.of("interfaces"), "['lo']", "{user:?}");
        assert_eq!(answers.of("loopback"), "ECONNREFUSED", "{user:?}");
        assert_eq!(answers.of("listed"), "False", "{user:?}");
        for (attempt, answer) in answers.all() {
            if let Some(address) = attempt.strip_prefix("reach ") {
                assert_eq!(answer, "ENETUNREACH", "{user:?} {address}");
            }
        }
        // Port and interface settings are root's in a network of one's own.
        for forbidden in ["add an address", "add a route", "move an interface"] {
            assert_eq!(answers.of(forbidden), "EPERM", "{user:?} {forbidden}");
        }
    }
    listener.set_nonblocking(true).unwrap();
    let connected = listener.accept().map(drop).unwrap_err();
    assert_eq!(connected.kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn another_sandbox_is_out_of_reach() {
    let (other, sandbox) = (sandbox().await, sandbox().await);
    let _server = serve_secret(&other).await;
    let script = include_str!("probes/neighbour.py");
    // Where they are, they are found.
    let answers = probe(&other, User::User, script, &[]).await;
    for socket in ["loopback", "abstract"] {
        assert_eq!(answers.of(socket), "secret");
    }
    for user in USERS {
        let answers = probe(&sandbox, user, script, &[]).await;
        for (socket, answer) in answers.all() {
            assert_eq!(answer, "ECONNREFUSED", "{user:?} {socket}");
        }
    }
}

/// The host's loopback server, by one form of its address.
async fn out_of_reach(address: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let sandbox = sandbox().await;
    for user in USERS {
        let script = include_str!("probes/network_forms.py");
        let answers = probe(&sandbox, user, script, &[address, &port]).await;
        let answer = answers.of("reach");
        // A kernel may be without version 6.
        let none = address.contains(':') && answer == "EAFNOSUPPORT";
        assert!(
            answer == "ECONNREFUSED" || none,
            "{user:?} {address}: {answer}"
        );
    }
}

each! {
    out_of_reach;
    loopback_in_short: "127.1";
    loopback_in_decimal: "2130706433";
    loopback_in_hexadecimal: "0x7f000001";
    loopback_in_octal: "0177.0.0.1";
    loopback_unspecified: "0.0.0.0";
    loopback_mapped: "::ffff:127.0.0.1";
    loopback_mapped_in_hexadecimal: "::ffff:7f00:1";
}
