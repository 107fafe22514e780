//! Ports of servers inside.

use std::io::{BufRead, BufReader, Read, Write, read_to_string};
use std::net::{TcpListener, TcpStream};
use std::process::{ChildStderr, Stdio};

use crate::compute::{compute, run};

/// Answers two connections, one to each of its ports, and ends.
const SERVER: &str = "import socket
servers = [socket.create_server(('127.0.0.1', port)) for port in (8000, 8001)]
for server in servers:
    peer = server.accept()[0]
    peer.sendall(peer.recv(10).upper())
    peer.close()
print('served')";

/// The address in the line that tells where a port is.
fn address(lines: &mut BufReader<ChildStderr>, port: u16) -> String {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    let start = format!("{port} -> http://");
    let address = line
        .strip_prefix(&start)
        .and_then(|rest| rest.strip_suffix('\n'));
    address.unwrap_or_else(|| panic!("{line:?}")).to_owned()
}

/// A port that is free, and that the kernel gives to nobody who does not name it.
fn free() -> u16 {
    let start = 10_000 + (std::process::id() % 10_000) as u16;
    let mut ports = start..start + 10_000;
    let port = ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    port.unwrap()
}

#[test]
fn are_told_before_the_command_starts_and_reach_it() {
    let free = free();
    let chosen = format!("{free}:8001");
    let words = ["exec", "--quiet", "--publish", "8000", "--publish", &chosen];
    let words = [&words[..], &["python3", "-c", SERVER]].concat();
    let mut command = compute(&words);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let addresses = [8000, 8001].map(|port| address(&mut lines, port));
    assert_eq!(addresses[1], format!("127.0.0.1:{free}"));
    for address in addresses {
        let mut client = TcpStream::connect(address).unwrap();
        client.write_all(b"hello").unwrap();
        let mut answer = [0; 5];
        client.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HELLO");
    }
    assert_eq!(read_to_string(lines).unwrap(), "");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.stdout, b"served\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn that_are_taken_are_refused_by_name() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let port = format!("{}:8000", address.port());
    let ran = run(&["exec", "--quiet", "--publish", &port, "echo never"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(125), ""));
    assert!(ran.stderr.contains(&address.to_string()), "{}", ran.stderr);
    assert!(ran.stderr.contains("hint: "), "{}", ran.stderr);
}

#[test]
fn that_are_none_are_refused() {
    for port in ["0", "65536", "8000:", "web"] {
        let ran = run(&["exec", "--publish", port, "true"]);
        assert_eq!(ran.code, Some(125), "{port}");
        assert!(ran.stderr.contains("HOST_PORT:PORT"), "{}", ran.stderr);
    }
}
