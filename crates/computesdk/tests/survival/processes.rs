//! Processes under a watch that they try to make hard.

use std::time::Duration;

use computesdk::{Error, ProcessInfo, ProcessState, ResourceKind, Sandbox, Signal, User, blocking};

use super::world::{compute, run, sandbox};

const LONG: Duration = Duration::from_secs(60);

/// Has all the processes that it may have, and keeps them.
const FULL: &str = "
import os, signal, time
try:
    while os.fork(): pass
except BlockingIOError:
    print('full', flush=True)
time.sleep(1000)
";

async fn commands(sandbox: &Sandbox) -> Vec<String> {
    let processes = sandbox.ps().await.unwrap();
    processes.iter().map(|process| process.command()).collect()
}

#[test]
fn a_full_sandbox_can_be_looked_at_and_emptied() {
    run(async {
        let sandbox = compute().sandbox("local").processes(40).await.unwrap();
        let stream = sandbox.exec_stream(("python3", ["-c", FULL])).await;
        let mut stream = stream.unwrap();
        stream.stdout.next_chunk().await.unwrap();
        let processes = sandbox.ps().await.unwrap();
        assert!(processes.len() > 30, "{}", processes.len());
        assert!(processes.iter().all(|process| process.name == "python3"));

        let killed = sandbox.killall("python3").timeout(LONG).await.unwrap();
        assert!(killed.len() >= processes.len());
        assert!(stream.wait().await.is_err());
        assert_eq!(
            sandbox.exec("echo usable").await.unwrap().stdout,
            "usable\n"
        );
    });
}

#[test]
fn a_list_may_be_longer_than_a_message() {
    run(async {
        let sandbox = sandbox().await;
        let long = "x".repeat(100_000);
        let script = "import time; print(1, flush=True); time.sleep(1000)";
        let mut streams = Vec::new();
        for _ in 0..5 {
            let line = ("python3", ["-c", script, &long]);
            let mut stream = sandbox.exec_stream(line).await.unwrap();
            stream.stdout.next_chunk().await.unwrap();
            streams.push(stream);
        }
        let commands = commands(&sandbox).await;
        assert_eq!(commands.len(), 5);
        assert!(commands.iter().all(|command| command.ends_with(&long)));
    });
}

/// Who forks shares its arguments with all that come of it, for nothing.
#[test]
fn a_list_of_endless_command_lines_is_bounded() {
    run(async {
        let sandbox = sandbox().await;
        let script = "import os, time
for _ in range(100):
    if os.fork() == 0: time.sleep(1000)
print('ready', flush=True)
time.sleep(1000)";
        let long = "x".repeat(120_000);
        let line = std::iter::repeat_n(&*long, 10);
        let line = ["-c", script].into_iter().chain(line);
        let line = ("python3", line.collect::<Vec<_>>());
        let mut stream = sandbox.exec_stream(line).await.unwrap();
        stream.stdout.next_chunk().await.unwrap();
        let listed = sandbox.ps().await.unwrap();
        assert_eq!(listed.len(), 101);
        let lengths = listed.iter().map(|process| process.command().len());
        let lengths: Vec<_> = lengths.collect();
        assert!(lengths[0] > 1_200_000, "{lengths:?}");
        assert!(lengths.iter().all(|length| *length > 4000), "{lengths:?}");
        assert!(lengths.iter().sum::<usize>() < 6 << 20, "{lengths:?}");
    });
}

/// `/proc` answers to the id of a thread as to that of a process.
#[test]
fn a_thread_is_no_process() {
    run(async {
        let sandbox = sandbox().await;
        let script = "import threading, time
thread = threading.Thread(target=time.sleep, args=(1000,), daemon=True)
thread.start()
print(thread.native_id, flush=True)
time.sleep(1000)";
        let stream = sandbox.exec_stream(("python3", ["-c", script])).await;
        let mut stream = stream.unwrap();
        let said = stream.stdout.next_chunk().await.unwrap().unwrap();
        let thread: u32 = str::from_utf8(&said).unwrap().trim().parse().unwrap();
        let asked = [thread, stream.pid()];
        let listed = sandbox.ps().pids(asked).await.unwrap();
        let pids: Vec<_> = listed.iter().map(|process| process.pid).collect();
        assert_eq!(pids, [stream.pid()]);
        for kill in [sandbox.kill(thread), sandbox.kill(thread).timeout(LONG)] {
            match kill.await {
                Err(Error::NotFound(error)) => assert_eq!(error.kind, ResourceKind::Process),
                other => panic!("{other:?}"),
            }
        }
        sandbox.kill(stream.pid()).await.unwrap();
        assert!(stream.wait().await.is_err());
    });
}

/// Descriptors, orphans, zombies, users: what a process is said to be.
#[test]
fn each_is_shown_as_it_is() {
    run(async {
        let sandbox = sandbox().await;
        let odd = "import ctypes, os, time
ctypes.CDLL(None).prctl(15, b'a) R 1 (b')
if os.fork() == 0: os._exit(0)
os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
print('odd', flush=True)
time.sleep(1000)";
        let line = ("python3", ["-c", odd]);
        let stream = sandbox.exec_stream(line).user(User::Root).await;
        let mut stream = stream.unwrap();
        stream.stdout.next_chunk().await.unwrap();
        let processes = sandbox.ps().await.unwrap();
        let (dead, alive): (Vec<_>, Vec<_>) = processes
            .iter()
            .partition(|process| process.state == ProcessState::Zombie);
        let [dead] = dead[..] else {
            panic!("{processes:?}")
        };
        let [alive] = alive[..] else {
            panic!("{processes:?}")
        };
        assert_eq!((alive.pid, alive.parent), (stream.pid(), 1));
        assert_eq!(
            (&*alive.name, alive.user()),
            ("a) R 1 (b", Some(User::Root))
        );
        assert_eq!((dead.parent, dead.args.len()), (alive.pid, 0));
        assert!(alive.memory > 1 << 20, "{alive:?}");
        assert_eq!(dead.command(), "[a) R 1 (b]");

        // By the same name, and nobody who could end.
        let ended = sandbox.killall("a) R 1").signal(Signal::CONT);
        let ended: Vec<_> = ended.await.unwrap().iter().map(|one| one.pid).collect();
        assert_eq!(ended, [alive.pid]);

        // A zombie has ended: nothing is left to wait for.
        let kill = sandbox.kill(dead.pid).signal(Signal::KILL);
        kill.timeout(LONG).await.unwrap();
    });
}

#[test]
fn what_a_command_leaves_running_is_still_there() {
    run(async {
        let sandbox = sandbox().await;
        sandbox.exec("setsid sleep 1007 & disown").await.unwrap();
        // It may not be itself yet when the command ends.
        let pid = loop {
            let processes = sandbox.ps().await.unwrap();
            let [left] = &processes[..] else {
                panic!("{processes:?}")
            };
            if left.command() == "sleep 1007" {
                break left.pid;
            }
        };
        sandbox.kill(pid).timeout(LONG).await.unwrap();
        assert!(sandbox.ps().await.unwrap().is_empty());
    });
}

#[test]
fn what_disks_did_is_told_where_it_is_asked_for() {
    run(async {
        let sandbox = sandbox().await;
        let sleeps = sandbox.start_background("sleep 1019").await.unwrap();
        let told = |process: &ProcessInfo| (process.disk_read, process.disk_written);
        let plain = sandbox.ps().await.unwrap();
        assert_eq!(told(&plain[0]), (None, None));
        let asked = sandbox.ps().disk().await.unwrap();
        assert!(matches!(told(&asked[0]), (Some(_), Some(0))), "{asked:?}");
        let info = sleeps.info().await.unwrap();
        assert!(matches!(told(&info), (Some(_), Some(0))), "{info:?}");
    });
}

/// Uses a processor, and so does its child; a neighbour sleeps.
#[test]
fn a_monitor_sees_what_its_tree_uses() {
    run(async {
        let sandbox = sandbox().await;
        let spin = "import os; x = b'x' * (32 << 20); os.fork()\nwhile True: pass";
        let busy = sandbox
            .exec_stream(("python3", ["-c", spin]))
            .await
            .unwrap();
        let idle = sandbox.exec_stream("sleep 1012").await.unwrap();
        let often = Duration::from_millis(100);
        let mut whole = sandbox.monitor_all().interval(often).await.unwrap();
        let mut quiet = sandbox.monitor(idle.pid()).interval(often).await.unwrap();
        let mut loud = sandbox.monitor(busy.pid()).interval(often).await.unwrap();
        // Until both run, however much else this machine does.
        let stats = loop {
            let stats = loud.next().await.unwrap().unwrap();
            if stats.processes == 2 && stats.cpu_percent > 5.0 {
                break stats;
            }
        };
        assert!(stats.memory > 32 << 20, "{stats:?}");
        assert!(stats.cpu_time > Duration::ZERO, "{stats:?}");
        let stats = quiet.next().await.unwrap().unwrap();
        assert_eq!((stats.processes, stats.threads), (1, 1));
        assert!(stats.cpu_percent < 50.0, "{stats:?}");
        while whole.next().await.unwrap().unwrap().processes != 3 {}
    });
}

#[test]
fn many_monitors_share_their_looks() {
    run(async {
        let sandbox = sandbox().await;
        let stream = sandbox.exec_stream("sleep 1013").await.unwrap();
        let mut monitors = Vec::new();
        for _ in 0..1000 {
            monitors.push(sandbox.monitor(stream.pid()).await.unwrap());
        }
        for monitor in &mut monitors {
            assert_eq!(monitor.next().await.unwrap().unwrap().processes, 1);
        }
        drop(stream);
        for monitor in &mut monitors {
            while monitor.next().await.unwrap().is_some() {}
        }
    });
}

#[test]
fn the_same_without_async() {
    let compute = blocking::Compute::new(compute()).unwrap();
    let sandbox = compute.sandbox("local").create().unwrap();
    let process = sandbox.start_background("cat").start().unwrap();
    let mut output = process.follow_stdout();
    process.write("one").unwrap();
    assert_eq!(output.next().unwrap().unwrap(), "one");
    let often = Duration::from_millis(10);
    let mut monitor = sandbox
        .monitor(process.pid())
        .interval(often)
        .start()
        .unwrap();
    assert_eq!(monitor.next().unwrap().unwrap().processes, 1);
    process.close_stdin().unwrap();
    assert_eq!(process.wait().unwrap().stdout, "one");
    assert!(output.next().is_none());
    assert!(monitor.all(|stats| stats.is_ok()));
    assert!(sandbox.ps().unwrap().is_empty());
}
