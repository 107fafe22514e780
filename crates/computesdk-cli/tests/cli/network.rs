//! What a command may reach.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use crate::compute::{compute, run};

/// A server of plain HTTP for one request: its port.
fn serve_once() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nhello\n";
        stream.write_all(answer).unwrap();
    });
    port
}

#[test]
fn only_what_is_allowed_is_reached_and_the_log_says_so() {
    let port = serve_once();
    let rule = format!("api.test:{port}");
    let line = format!("curl -sS http://api.test:{port}/; curl -sS http://other.test/");
    let words = [
        "exec",
        "--quiet",
        "--allow",
        &rule,
        "--add-host",
        "api.test=127.0.0.1",
    ];
    let ran = run(&[&words[..], &["--log-network", &line]].concat());
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(6), "hello\n"),
        "{}",
        ran.stderr
    );
    for expected in [
        &*format!("compute: network: allowed tcp api.test:{port}\n"),
        "compute: network: denied dns other.test: no rule allows it\n",
    ] {
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    }
}

#[test]
fn a_rule_that_is_none_says_what_is_wrong_with_it() {
    let ran = run(&["exec", "--allow", "https://api.test", "true"]);
    assert_eq!(ran.code, Some(125), "{}", ran.stderr);
    assert!(ran.stderr.contains("is not a port"), "{}", ran.stderr);
    let ran = run(&["exec", "--add-host", "api.test", "true"]);
    assert!(ran.stderr.contains("NAME=ADDRESS"), "{}", ran.stderr);
}

#[test]
fn the_configuration_has_the_same_words() {
    let port = serve_once();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("compute.toml");
    let text = format!(
        "network = \"none\"\nallow = [\"api.test:{port}\"]\n[hosts]\n\"api.test\" = \"127.0.0.1\"\n"
    );
    std::fs::write(&path, text).unwrap();
    let line = format!("curl -sS http://api.test:{port}/");
    let mut command = compute(&["exec", "--quiet", &line]);
    let output = command.env("COMPUTE_CONFIG", &path).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "hello\n",
        "{output:?}"
    );
}
