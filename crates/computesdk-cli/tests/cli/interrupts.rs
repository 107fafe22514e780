//! Signals that we get are the command's.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::compute::compute;

/// Between two looks at something that will come.
const PAUSE: Duration = Duration::from_millis(20);

/// Starts a command and waits until it says that it is ready. One that then
/// waits for an interrupt must not do so in `sleep`: bash spins for ever if the
/// signal comes as it begins to wait.
fn started(line: &str) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = compute(&["exec", line])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut ready = String::new();
    output.read_line(&mut ready).unwrap();
    assert_eq!(ready, "ready\n");
    (child, output)
}

fn send(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

#[test]
fn ctrl_c_reaches_the_command() {
    let (mut child, mut output) =
        started("trap 'echo got it; exit 9' INT; echo ready; while :; do :; done");
    send(&child, Signal::INT);
    let mut answer = String::new();
    output.read_line(&mut answer).unwrap();
    assert_eq!(answer, "got it\n");
    assert_eq!(child.wait().unwrap().code(), Some(9));
}

#[test]
fn a_second_ctrl_c_kills() {
    let (mut child, mut output) =
        started("trap 'echo no' INT TERM; echo ready; while :; do :; done");
    send(&child, Signal::INT);
    let mut answer = String::new();
    output.read_line(&mut answer).unwrap();
    assert_eq!(answer, "no\n");
    send(&child, Signal::INT);
    assert_eq!(child.wait().unwrap().code(), Some(137));
}

#[test]
fn termination_reaches_the_command() {
    let (mut child, _output) = started("echo ready; exec sleep 1000");
    send(&child, Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[test]
fn a_reader_that_does_not_read_cannot_hold_us() {
    let (mut child, output) = started("echo ready; exec yes");
    send(&child, Signal::INT);
    // `yes` has gone, and what it wrote waits for a reader that never comes.
    // The first signal may still be on its way: each further one insists.
    while child.try_wait().unwrap().is_none() {
        send(&child, Signal::INT);
        sleep(PAUSE);
    }
    let code = child.wait().unwrap().code();
    assert!(matches!(code, Some(130 | 137)), "{code:?}");
    drop(output);
}

#[test]
fn a_timeout_holds_though_nobody_reads() {
    let mut child = compute(&["exec", "--timeout", "300ms", "yes"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let unread = child.stdout.take();
    assert_eq!(child.wait().unwrap().code(), Some(124));
    drop(unread);
}

#[test]
fn json_tells_of_an_interruption() {
    // Nothing is shown before the end, so a file tells when the command runs.
    let host = tempfile::tempdir().unwrap();
    let mount = format!("{}:/shared:rw", host.path().display());
    let line = "echo so far; touch /shared/ready; exec sleep 1000";
    let mut child = compute(&["exec", "--json", "--mount", &mount, line])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    while !host.path().join("ready").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        sleep(PAUSE);
    }
    send(&child, Signal::TERM);
    let object: serde_json::Value = serde_json::from_reader(child.stdout.take().unwrap()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert_eq!(object["error"]["kind"], "abort");
    assert_eq!(object["stdout"], "so far\n");
}
