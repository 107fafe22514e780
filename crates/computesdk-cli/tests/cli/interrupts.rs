//! Signals that we get are the command's.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::compute::compute;

/// Starts a command and waits until it says that it is ready.
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
        started("trap 'echo got it; exit 9' INT; echo ready; while :; do sleep 0.05; done");
    send(&child, Signal::INT);
    let mut answer = String::new();
    output.read_line(&mut answer).unwrap();
    assert_eq!(answer, "got it\n");
    assert_eq!(child.wait().unwrap().code(), Some(9));
}

#[test]
fn a_second_ctrl_c_kills() {
    let (mut child, mut output) =
        started("trap 'echo no' INT TERM; echo ready; while :; do sleep 0.05; done");
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
