//! Commands that start from a process that was made before anybody had asked.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use computesdk::{Error, Sandbox, TerminalSize, User};
use tokio::time::sleep;

use crate::killed::{children_of, inits_of};
use crate::stage::play;
use crate::world::{compute_without_pool, run, sandbox, text};

/// What a process can tell about itself.
const ALL: &str = "umask; ulimit -a; id; pwd; env | sort; readlink /proc/self/exe; \
    grep -E '^(Sig|Shd|Cap|Uid|Gid|Groups|NoNewPrivs|Seccomp|Umask|CoreDumping|THP)' /proc/self/status; \
    cat /proc/self/oom_score_adj; ls /proc/self/fd; test $(ps -o sid= $$) = $$ && echo leader; \
    nice; readlink /proc/self/ns/user /proc/self/ns/mnt /proc/self/ns/net; tty; echo done";

/// Waits until one is there: how long that takes nobody promises, but it shows.
async fn is_made(sandbox: &Sandbox) {
    // Nothing runs for a moment.
    sleep(Duration::from_millis(5)).await;
    let line = "grep -lx compute-init /proc/[0-9]*/comm | wc -l";
    while text(sandbox, line).await.parse::<u32>().unwrap() < 2 {
        sleep(Duration::from_millis(5)).await;
    }
    sleep(Duration::from_millis(5)).await;
}

#[test]
fn they_are_like_any_other() {
    run(async {
        let told = async |warm: bool, terminal: bool, user| {
            let sandbox = sandbox().await;
            if warm {
                is_made(&sandbox).await;
            }
            let exec = sandbox.exec(ALL).user(user);
            let exec = match terminal {
                true => exec.terminal(TerminalSize {
                    columns: 80,
                    rows: 24,
                }),
                false => exec,
            };
            let result = exec.unchecked().await.unwrap();
            assert!(result.stdout.trim_end().ends_with("done"), "{result:?}");
            result.stdout.to_string()
        };
        for terminal in [false, true] {
            for user in [User::User, User::Root] {
                let cold = told(false, terminal, user).await;
                // Each sandbox has its own namespaces.
                let lines = |text: String| {
                    let lines = text.lines().filter(|line| !line.contains(":["));
                    lines.map(str::to_owned).collect::<Vec<_>>()
                };
                let warm = told(true, terminal, user).await;
                assert_eq!(lines(warm), lines(cold), "{terminal} {user:?}");
            }
        }
    });
}

#[test]
fn they_are_as_old_as_their_call() {
    run(async {
        let sandbox = sandbox().await;
        is_made(&sandbox).await;
        sleep(Duration::from_millis(500)).await;
        let asked = SystemTime::now();
        let sleeping = sandbox.start_background(("sleep", ["1000"])).await.unwrap();
        let listed = sandbox.ps().pids([sleeping.pid()]).await.unwrap();
        // A tick of the kernel's, and one of the clocks between.
        let started = listed[0].start_time + Duration::from_millis(20);
        assert!(
            started >= asked,
            "{:?} before",
            asked.duration_since(started)
        );
        sandbox.kill(sleeping.pid()).await.unwrap();
    });
}

#[test]
fn what_waits_is_no_process_of_the_users() {
    run(async {
        let sandbox = sandbox().await;
        is_made(&sandbox).await;
        assert!(sandbox.ps().await.unwrap().is_empty());
        let line = "grep -lx compute-init /proc/[0-9]*/comm | cut -d/ -f3 | grep -vx 1";
        let pid: u32 = loop {
            // As this runs the next is made, but not at once.
            let found = text(&sandbox, &format!("sleep 0.05; {line}; true")).await;
            if let Ok(pid) = found.parse() {
                break pid;
            }
        };
        let killed = sandbox.kill(pid).await;
        assert!(matches!(killed, Err(Error::NotFound(_))), "{killed:?}");
        sandbox.killall("compute").await.ok();
        assert_eq!(text(&sandbox, "echo $$").await, pid.to_string());
    });
}

#[test]
fn many_follow_one_another_closely() {
    run(async {
        let sandbox = sandbox().await;
        for number in 0..300 {
            assert_eq!(
                text(&sandbox, &format!("echo {number}")).await,
                number.to_string()
            );
        }
        assert!(sandbox.ps().await.unwrap().is_empty());
    });
}

/// Root may kill what waits, and that may not know that it is dead when it is told what to
/// become: the machine is busy, so that it can take long until it runs.
#[test]
fn a_spare_that_was_killed_just_now_ends_no_command() {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let _over = Over(&over);
        run(async {
            let attack = async || {
                let sandbox = sandbox().await;
                for _ in 0..60 {
                    let kill = sandbox.exec("kill -9 -1; true").user(User::Root);
                    kill.unchecked().await.unwrap();
                    assert_eq!(text(&sandbox, "echo alive").await, "alive");
                }
            };
            tokio::join!(attack(), attack(), attack());
        });
    });
}

/// Sets it when dropped: also where a test fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The kernel tells of a crash in its log.
#[test]
fn they_do_not_crash_as_their_sandbox_ends() {
    match rustix::process::geteuid().is_root() {
        true => drop(play("ends with spares", "")),
        false => eprintln!("NOT CHECKED: the kernel's log may be root's alone to read"),
    }
}

pub(crate) fn ends_with_spares() {
    run(async {
        let compute = compute_without_pool();
        let mut made = Vec::new();
        for _ in 0..50 {
            let sandbox = compute.sandbox("local").await.unwrap();
            is_made(&sandbox).await;
            let spawner = children_of(std::process::id())[0];
            let init = inits_of(spawner).pop().unwrap();
            made.extend(children_of(init));
            sandbox.destroy().await.unwrap();
        }
        assert!(made.len() >= 50, "{made:?}");
        let log = kernel_log();
        let crashed: Vec<_> = made
            .iter()
            .map(|pid| format!("compute-init[{pid}]: segfault"))
            .filter(|words| log.contains(words))
            .collect();
        assert!(crashed.is_empty(), "{crashed:?}");
    });
}

/// All that it still has.
fn kernel_log() -> String {
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let mut options = File::options();
    let mut file = options
        .read(true)
        .custom_flags(flags)
        .open("/dev/kmsg")
        .unwrap();
    let mut log = String::new();
    let mut record = [0; 8192];
    // One at a time. EPIPE: the next one was overwritten, and is passed over.
    loop {
        match file.read(&mut record) {
            Ok(length) => log.push_str(&String::from_utf8_lossy(&record[..length])),
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::PIPE.raw_os_error()) => {}
            Err(_) => return log,
        }
    }
}
