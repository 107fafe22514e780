//! A program without a free descriptor, whose sandbox connects to something.

use std::time::Duration;

use computesdk::{BackgroundProcess, Follow, Network, Verdict};
use tokio::io::copy;
use tokio::net::TcpListener;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::sleep;

use super::callers::{limit_descriptors, take_all_but};
use super::crowds::descriptors;
use super::stage::{argument, play};
use super::world::{compute, run};

/// Connects once for each line that it reads, and says what came of it.
const CLIENT: &str = "
import socket, sys
def attempt():
    try:
        with socket.create_connection(('api.test', PORT)) as stream:
            stream.sendall(b'x')
            return 'echo' if stream.recv(1) == b'x' else 'end'
    except ConnectionResetError: return 'reset'
for line in sys.stdin: print(attempt(), flush=True)
";

#[test]
fn a_connection_for_which_there_is_no_descriptor_is_reset_and_logged() {
    run(async {
        // It has descriptors of its own.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut server = JoinSet::new();
        server.spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (mut reader, mut writer) = stream.split();
                let _ = copy(&mut reader, &mut writer).await;
            }
        });
        let played = spawn_blocking(move || play("starved", &port.to_string()));
        played.await.unwrap();
    });
}

pub(crate) fn starved() {
    limit_descriptors(100);
    run(async {
        let port = argument();
        let network = Network::allow([format!("api.test:{port}")]).unwrap();
        let network = network.host("api.test", [127, 0, 0, 1]).unwrap();
        let sandbox = compute().sandbox("local").network(network).await.unwrap();
        let script = CLIENT.replace("PORT", &port);
        let client = sandbox.start_background(("python3", ["-c", &script]));
        let client = client.await.unwrap();
        let mut answers = client.follow_stdout();
        // From then on the relay keeps two pipes.
        assert_eq!(attempt(&client, &mut answers).await, "echo\n");
        let quiet = settled().await;
        for free in [0, 1, 0, 2, 0, 3] {
            let before = sandbox.network_log().len();
            let taken = take_all_but(free);
            let answer = attempt(&client, &mut answers).await;
            drop(taken);
            // With one it is taken, and cannot be passed on.
            if free < 2 {
                assert_eq!(answer, "reset\n", "{free}");
                let log = sandbox.network_log();
                let Verdict::Unreachable(reason) = &log[before].verdict else {
                    panic!("{log:?}");
                };
                assert!(reason.contains("Too many open files"), "{reason}");
            }
            // All is well again, at once.
            works(&client, &mut answers, quiet).await;
        }
    });
}

/// Gets through. When this returns nothing is open that was not before.
async fn works(client: &BackgroundProcess, answers: &mut Follow, quiet: usize) {
    assert_eq!(attempt(client, answers).await, "echo\n");
    while descriptors() > quiet {
        sleep(Duration::from_millis(5)).await;
    }
}

/// How many are open when nothing is opened or closed any more.
async fn settled() -> usize {
    let (mut open, mut looks) = (descriptors(), 0);
    while looks < 100 {
        sleep(Duration::from_millis(5)).await;
        let now = descriptors();
        looks = if now == open { looks + 1 } else { 0 };
        open = now;
    }
    open
}

async fn attempt(client: &BackgroundProcess, answers: &mut Follow) -> String {
    client.write("\n").await.unwrap();
    let answer = answers.next().await.unwrap();
    String::from_utf8(answer.to_vec()).unwrap()
}
