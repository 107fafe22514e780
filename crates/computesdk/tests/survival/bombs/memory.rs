//! Memory, by each way to it that there is.

use computesdk::{ExecResult, LimitKind, Outcome};

use super::{MIB, Scene};
use crate::world::{run, text};

const LIMIT: u64 = 64;

/// A sandbox with that much memory, and how many MiB a bomb may take there: where
/// nobody counts, it is let off small.
async fn set() -> (Scene, u64) {
    let scene = Scene::set(|builder| builder.memory(LIMIT * MIB).disk(500 * MIB)).await;
    let most = match scene.holds(LimitKind::Memory).await {
        true => 3 * LIMIT,
        false => LIMIT,
    };
    (scene, most)
}

/// That a bomb of more than the limit met it, or was a small one.
fn assert_met(bomb: &ExecResult, most: u64) {
    let expected = match most > LIMIT {
        true => Outcome::MemoryLimit,
        false => Outcome::Exited,
    };
    assert_eq!(bomb.outcome, expected, "{bomb:?}");
}

/// Takes memory by a program with `MOST` in it, which keeps it until it ends.
async fn with_it_all_goes(program: &str) {
    let (scene, most) = set().await;
    let program = program.replace("MOST", &most.to_string());
    let bomb = scene.outlast_python(&program).await;
    assert_met(&bomb, most);
    scene.assert_as_before().await;
}

#[test]
fn of_one_process() {
    run(with_it_all_goes("x = b'x' * (MOST << 20)"));
}

#[test]
fn of_many_processes() {
    run(with_it_all_goes(
        "
import os, sys, time
for _ in range(8):
    if os.fork() == 0:
        x = b'x' * (MOST << 17)
        time.sleep(1000 if MOST > 64 else 0)
        os._exit(0)
ends = [os.wait()[1] for _ in range(2 if MOST > 64 else 8)]
sys.exit(max(ends))
",
    ));
}

#[test]
fn that_is_shared() {
    run(with_it_all_goes(
        "
import mmap
shared = mmap.mmap(-1, MOST << 20)
for at in range(0, MOST << 20, 4096): shared[at] = 1
",
    ));
}

#[test]
fn in_files_without_a_name() {
    run(with_it_all_goes(
        "
import os
file = os.memfd_create('bomb')
for _ in range(MOST): os.write(file, b'x' * (1 << 20))
",
    ));
}

/// As large as one user may make them, then many small ones.
#[test]
fn in_pipes() {
    run(with_it_all_goes(
        "
import fcntl, os
SET_SIZE = 1031
left = MOST << 20
for process in range(40):
    for _ in range(500):
        read, write = os.pipe()
        os.set_blocking(write, False)
        try: fcntl.fcntl(write, SET_SIZE, 1 << 20)
        except PermissionError: pass
        try:
            while left > 0: left -= os.write(write, b'x' * 65536)
        except BlockingIOError: pass
        if left <= 0: os._exit(0)
    # The child goes on; its parent keeps what it has, and ends as the child does.
    child = os.fork()
    if child: os._exit(1 if os.wait()[1] else 0)
    os.closerange(3, 1024)
",
    ));
}

/// The kernel reads ahead and keeps what it has read, as long as there is room: no
/// reason to end anybody.
#[test]
fn in_the_page_cache() {
    run(async {
        let (scene, _) = set().await;
        let line = "find /usr/lib /usr/bin -type f -size +256k -readable -print0 2>/dev/null |
                    xargs -0 cat | head -c 128M | wc -c";
        let read = scene.outlast(scene.loud.exec(line)).await.unwrap();
        assert_eq!(read.outcome, Outcome::Exited);
        let bytes: u64 = read.stdout.trim().parse().unwrap();
        assert!(bytes > LIMIT * MIB, "the host has too few large files");
        scene.assert_as_before().await;
    });
}

/// What is in a file stays when its writer is killed: there is room for a small
/// program that removes it.
#[test]
fn in_files() {
    run(async {
        for place in ["/tmp/bomb", "/dev/shm/bomb", "bomb"] {
            let (scene, most) = set().await;
            let words = ["if=/dev/zero", &format!("of={place}"), "bs=1M"];
            let exec = scene.loud.exec((
                "dd",
                [words.as_slice(), &[&format!("count={most}")]].concat(),
            ));
            let bomb = scene.outlast(exec.unchecked()).await.unwrap();
            assert_met(&bomb, most);
            let removed = scene.loud.exec(("rm", [place])).await.unwrap();
            assert_eq!(removed.outcome, Outcome::Exited);
            scene.assert_as_before().await;
        }
    });
}

/// So does what is in segments of System V.
#[test]
fn in_segments() {
    const SHARER: &str = "
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
for _ in range(MOST // 8):
    segment = libc.shmget(0, 8 << 20, 0o1600)
    assert segment >= 0, ctypes.get_errno()
    ctypes.memset(libc.shmat(segment, None, 0), 1, 8 << 20)
";
    run(async {
        let (scene, most) = set().await;
        let program = SHARER.replace("MOST", &most.to_string());
        let bomb = scene.outlast_python(&program).await;
        assert_met(&bomb, most);
        scene.loud.exec(("ipcrm", ["--all=shm"])).await.unwrap();
        assert_eq!(text(&scene.loud, "ipcs -m | grep -c 0x || true").await, "0");
        scene.assert_as_before().await;
    });
}
