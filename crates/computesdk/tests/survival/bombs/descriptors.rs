//! Descriptors: open, under way, and those that watch files.

use super::{Scene, on_the_host, printed};
use crate::world::run;

/// Opens all that it may in each of its processes, and waits for its input's end.
const OPENER: &str = "
import os, sys
children = 0
while children < 30 and (child := os.fork()): children += 1
try:
    while True: os.open('/dev/null', 0)
except OSError as error:
    if children == 30: print(error.errno, flush=True)
input()
";

/// Sends descriptors that nobody takes until it is refused.
const SENDER: &str = "
import os, socket
pairs = [socket.socketpair() for _ in range(400)]
for near, far in pairs:
    near.setblocking(False)
    try:
        while True: socket.send_fds(near, [b'x'], [0] * 250)
    except BlockingIOError: pass
    except OSError as error:
        print(error.errno, flush=True)
        break
input()
";

/// Makes watchers until it is refused: how many there were, and why no more.
const WATCHER: &str = "
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
made = 0
while libc.inotify_init1(0) >= 0 and made < MOST: made += 1
print(made, ctypes.get_errno(), flush=True)
";

/// Runs a program that takes what it can, and while it keeps that looks whether
/// others are served: the program's answer.
async fn held(program: &str, others: impl AsyncFnOnce(&Scene)) -> String {
    let scene = Scene::set(|builder| builder).await;
    let holder = scene.loud.exec_stream(("python3", ["-c", program]));
    let mut holder = holder.unchecked().await.unwrap();
    let answer = scene.outlast(holder.stdout.next_chunk()).await.unwrap();
    // Its own sandbox serves others too.
    assert_eq!(printed(&scene.loud, "print('here')").await, "here\n");
    scene.others_answer().await;
    others(&scene).await;
    drop(holder.stdin.take());
    holder.wait().await.unwrap();
    scene.assert_as_before().await;
    String::from_utf8(answer.unwrap().to_vec()).unwrap()
}

#[test]
fn can_all_be_open() {
    const EMFILE: &str = "24\n";
    run(async {
        assert_eq!(held(OPENER, async |_: &Scene| {}).await, EMFILE);
    });
}

/// The kernel counts them per user, and init passes out those of each command.
#[test]
fn can_all_be_under_way() {
    const ETOOMANYREFS: &str = "109\n";
    run(async {
        assert_eq!(held(SENDER, async |_: &Scene| {}).await, ETOOMANYREFS);
    });
}

/// The kernel counts them per user, and for who has made a namespace besides: once
/// a single sandbox could take all that the host's root had.
#[test]
fn that_watch_are_left_for_others() {
    let all = WATCHER.replace("MOST", "100000");
    let one = WATCHER.replace("MOST", "1");
    run(async {
        let others = async |scene: &Scene| {
            assert_eq!(printed(&scene.quiet, &one).await, "1 0\n");
            assert_eq!(on_the_host(&one), "1 0\n");
        };
        let answer = held(&format!("{all}input()"), others).await;
        assert!(answer.ends_with(" 24\n"), "{answer}");
    });
}
