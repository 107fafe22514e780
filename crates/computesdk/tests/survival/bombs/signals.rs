//! Storms of signals.

use std::time::Duration;

use computesdk::{Error, Outcome, User};

use super::{Scene, on_the_host, printed};
use crate::world::run;

/// Sends each signal to init, again and again: alone, with a value, and in the
/// crowd of all that it may signal.
const STORM: &str = "
import ctypes, os, signal
libc = ctypes.CDLL(None)
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
print('storm', flush=True)
while True:
    for number in range(1, 65):
        try: os.kill(1, number)
        except PermissionError: pass
        libc.sigqueue(1, number, None)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            try: os.kill(-1, number)
            except (PermissionError, ProcessLookupError): pass
";

/// Signals itself until no more can wait: how often, and why no more.
const QUEUE: &str = "
import ctypes, os, signal
libc = ctypes.CDLL(None, use_errno=True)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
waiting = 0
while waiting < MOST and libc.sigqueue(os.getpid(), signal.SIGRTMIN, None) == 0: waiting += 1
print(waiting, ctypes.get_errno(), flush=True)
";

#[test]
fn do_nothing_to_init() {
    run(async {
        for user in [User::User, User::Root] {
            let scene = Scene::set(|builder| builder).await;
            let exec = scene.loud.exec(("python3", ["-c", STORM])).user(user);
            let ended = scene.outlast(exec.timeout(Duration::from_secs(2))).await;
            match ended {
                Err(Error::Timeout(error)) => {
                    assert_eq!(error.result.outcome, Outcome::TimeLimit);
                    assert_eq!(error.result.stdout, "storm\n");
                }
                other => panic!("{other:?}"),
            }
            scene.assert_as_before().await;
        }
    });
}

/// The kernel counts those that wait per user, and for who has made a namespace
/// besides: once a single sandbox could take all that the host's root had, whose
/// timers and queued signals were refused then.
#[test]
fn that_wait_leave_room_for_others() {
    let all = QUEUE.replace("MOST", "1000000");
    let one = QUEUE.replace("MOST", "1");
    run(async {
        let scene = Scene::set(|builder| builder).await;
        let program = format!("{all}input()");
        let holder = scene.loud.exec_stream(("python3", ["-c", &program]));
        let mut holder = holder.unchecked().await.unwrap();
        let answer = scene.outlast(holder.stdout.next_chunk()).await.unwrap();
        let answer = String::from_utf8(answer.unwrap().to_vec()).unwrap();
        assert!(answer.ends_with(" 11\n"), "{answer}");
        assert_eq!(printed(&scene.quiet, &one).await, "1 0\n");
        assert_eq!(on_the_host(&one), "1 0\n");
        drop(holder.stdin.take());
        holder.wait().await.unwrap();
        scene.assert_as_before().await;
    });
}
