//! The host's network.

use std::net::TcpListener;

use crate::probe::probe;
use crate::sandbox::{USERS, sandbox};

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
