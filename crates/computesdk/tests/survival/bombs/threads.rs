//! Threads by the thousand, and those that outlive the first.

use std::time::Duration;

use computesdk::{Error, LimitKind, Outcome, ProcessState};

use super::{MIB, Scene};
use crate::world::run;

/// Starts `MOST` threads that wait, and ends with its input.
const STARTER: &str = "
import os, threading
threading.stack_size(32768)
end = threading.Event()
for _ in range(MOST): threading.Thread(target=end.wait, daemon=True).start()
print('started', flush=True)
input()
os._exit(0)
";

/// A child whose first thread ends while another goes on.
const HEADLESS: &str = "
import ctypes, os, threading, time
EXIT = 60
if os.fork() == 0:
    threading.Thread(target=time.sleep, args=[1000]).start()
    ctypes.CDLL(None).syscall(EXIT, 0)
";

const LONG: Duration = Duration::from_secs(60);

#[test]
fn by_the_thousand() {
    run(async {
        let scene = Scene::set(|builder| builder.processes(2500)).await;
        let program = STARTER.replace("MOST", "2000");
        let starter = scene.loud.exec_stream(("python3", ["-c", &program]));
        let mut starter = starter.unchecked().await.unwrap();
        let started = scene.outlast(starter.stdout.next_chunk()).await.unwrap();
        assert_eq!(started.unwrap(), "started\n");
        let processes = scene.loud.ps().await.unwrap();
        let [process] = &processes[..] else {
            panic!("{processes:?}")
        };
        assert!(process.threads > 2000, "{process:?}");
        starter.kill(computesdk::Signal::KILL).await.unwrap();
        let ended = scene.outlast(starter.wait()).await.unwrap();
        assert_eq!(ended.outcome, Outcome::KilledByCaller);
        scene.assert_as_before().await;
    });
}

#[test]
fn are_limited() {
    run(async {
        let scene = Scene::set(|builder| builder.processes(100).memory(256 * MIB)).await;
        let bomb = scene.outlast_python(&STARTER.replace("MOST", "1000")).await;
        assert_eq!(bomb.exit_code, 1, "{bomb:?}");
        assert_eq!(bomb.stdout, "");
        let expected = match scene.holds(LimitKind::Processes).await {
            true => Outcome::ProcessLimit,
            false => Outcome::Exited,
        };
        assert_eq!(bomb.outcome, expected, "{bomb:?}");
        scene.assert_as_before().await;
    });
}

/// Its first thread has no namespaces any more, which is what tells whose it is.
#[test]
fn are_seen_and_killed_though_the_first_has_ended() {
    run(async {
        let scene = Scene::set(|builder| builder).await;
        let line = ("python3", ["-c", HEADLESS]);
        scene.loud.exec(line).await.unwrap();
        let headless = loop {
            let processes = scene.loud.ps().await.unwrap();
            let [process] = &processes[..] else {
                panic!("{processes:?}")
            };
            // Until its first thread has ended.
            if process.threads == 2 && process.state == ProcessState::Sleeping {
                let stat = format!("cut -d ' ' -f 3 /proc/{}/stat", process.pid);
                if scene.loud.exec(stat).await.unwrap().stdout == "Z\n" {
                    break process.clone();
                }
            }
        };
        assert_eq!(headless.args[0], "python3");
        assert!(headless.memory > MIB, "{headless:?}");
        let kill = scene.loud.kill(headless.pid).timeout(LONG);
        kill.await.unwrap();
        assert!(scene.loud.ps().await.unwrap().is_empty());

        let exec = scene.loud.exec(line).kill_stragglers(true);
        exec.await.unwrap();
        while !scene.loud.ps().await.unwrap().is_empty() {}
        let program = format!("{HEADLESS}\nif os.getpid() == os.getpgid(0): time.sleep(1000)");
        let exec = scene.loud.exec(("python3", ["-c", &program]));
        let ended = exec.timeout(Duration::from_secs(1)).await;
        assert!(matches!(ended, Err(Error::Timeout(_))), "{ended:?}");
        scene.assert_as_before().await;
    });
}
