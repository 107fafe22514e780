//! Memory of sockets: what was sent and is not read.

use computesdk::{LimitKind, Outcome};

use super::{MIB, Scene};
use crate::world::run;

const LIMIT: u64 = 64;

/// Sends to itself by `PAIR` until it has sent `MOST` MiB, or nothing is taken any
/// more; prints how many were taken.
const SENDER: &str = "
import socket
server = socket.socket()
server.bind(('127.0.0.1', 0))
server.listen()
def unix():
    return socket.socketpair()
def tcp():
    near = socket.create_connection(server.getsockname())
    return near, server.accept()[0]
def udp():
    far = socket.socket(type=socket.SOCK_DGRAM)
    far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    far.bind(('127.0.0.1', 0))
    near = socket.socket(type=socket.SOCK_DGRAM)
    near.connect(far.getsockname())
    return near, far
pairs, sent = [], 0
while len(pairs) < 450 and sent < MOST << 20:
    near, far = PAIR()
    near.setblocking(False)
    near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    pairs.append((near, far))
    try:
        # A datagram that finds no room is lost in silence.
        for _ in range(100): sent += near.send(b'x' * 32768)
    except OSError: pass
taken = 0
for near, far in pairs:
    far.setblocking(False)
    try:
        while got := far.recv(1 << 20): taken += len(got)
    except OSError: pass
print(taken >> 20)
";

/// Either the sender is killed, or what exceeds is refused: by the kind of socket.
async fn hold_no_more_than_the_limit(pair: &str) {
    let scene = Scene::set(|builder| builder.memory(LIMIT * MIB)).await;
    let counted = scene.holds(LimitKind::Memory).await;
    let most = if counted { 3 * LIMIT } else { LIMIT / 2 };
    let program = SENDER
        .replace("MOST", &most.to_string())
        .replace("PAIR", pair);
    let bomb = scene.outlast_python(&program).await;
    if bomb.outcome == Outcome::Exited {
        assert_eq!(bomb.exit_code, 0, "{bomb:?}");
        let taken: u64 = bomb.stdout.trim().parse().unwrap();
        eprintln!("{pair}: {taken} of {most} MiB were taken");
        assert!(taken > 0);
        assert!(!counted || taken <= LIMIT, "{taken} MiB");
    } else {
        assert_eq!(bomb.outcome, Outcome::MemoryLimit, "{bomb:?}");
        assert!(counted);
    }
    scene.assert_as_before().await;
}

#[test]
fn of_unix_count() {
    run(hold_no_more_than_the_limit("unix"));
}

#[test]
fn of_tcp_count() {
    run(hold_no_more_than_the_limit("tcp"));
}

#[test]
fn of_udp_count() {
    run(hold_no_more_than_the_limit("udp"));
}
