//! A terminal is given when we have one.

use std::io::{Read, Write};
use std::process::Stdio;

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::tcgetattr;

use crate::compute::{compute, ran};

/// What a terminal shows until everybody has left it. Does something once the
/// command says that it is ready.
fn shown(pty: &mut Pty, when_ready: impl FnOnce(&mut Pty)) -> String {
    let mut when_ready = Some(when_ready);
    let mut shown = Vec::new();
    let mut chunk = [0; 4096];
    // The end is EIO.
    while let Ok(length @ 1..) = pty.read(&mut chunk) {
        shown.extend_from_slice(&chunk[..length]);
        if shown.starts_with(b"ready")
            && let Some(act) = when_ready.take()
        {
            act(pty);
        }
    }
    String::from_utf8_lossy(&shown).into_owned()
}

/// Runs the binary on a terminal of its own, types something, and returns what
/// was shown.
fn on_a_terminal(args: &[&str], typed: &str) -> (String, Option<i32>) {
    let (mut pty, pts) = open().unwrap();
    pty.resize(Size::new(33, 101)).unwrap();
    let command = Command::new(env!("CARGO_BIN_EXE_compute")).args(args);
    let mut child = command.spawn(pts).unwrap();
    pty.write_all(typed.as_bytes()).unwrap();
    let shown = shown(&mut pty, |_| {});
    (shown, child.wait().unwrap().code())
}

#[test]
fn the_command_has_a_terminal_of_our_size() {
    let (shown, code) = on_a_terminal(
        &["exec", "tty; stty size; test -t 0 && echo yes; exit 4"],
        "",
    );
    assert!(shown.contains("/dev/pts/0"), "{shown:?}");
    assert!(shown.contains("33 101"), "{shown:?}");
    assert!(shown.contains("yes"), "{shown:?}");
    assert_eq!(code, Some(4));
}

#[test]
fn keys_reach_the_command() {
    let line = "read -r line; echo \"<$line>\"; exit 6";
    let (shown, code) = on_a_terminal(&["exec", line], "typed\r");
    assert!(shown.contains("<typed>"), "{shown:?}");
    assert_eq!(code, Some(6));
}

#[test]
fn ctrl_c_is_a_key_of_the_commands_terminal() {
    let (mut pty, pts) = open().unwrap();
    // Not `sleep`: bash spins for ever if the key comes as it begins to wait.
    let line = "trap 'echo interrupted; exit 7' INT; echo ready; while :; do :; done";
    let command = Command::new(env!("CARGO_BIN_EXE_compute")).args(["exec", line]);
    let mut child = command.spawn(pts).unwrap();
    let shown = shown(&mut pty, |pty| pty.write_all(&[3]).unwrap());
    assert!(shown.contains("interrupted"), "{shown:?}");
    assert_eq!(child.wait().unwrap().code(), Some(7));
}

#[test]
fn a_new_size_reaches_the_command() {
    let (mut pty, pts) = open().unwrap();
    pty.resize(Size::new(24, 80)).unwrap();
    let line = "trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done";
    let command = Command::new(env!("CARGO_BIN_EXE_compute")).args(["exec", line]);
    let mut child = command.spawn(pts).unwrap();
    let shown = shown(&mut pty, |pty| pty.resize(Size::new(50, 132)).unwrap());
    assert!(shown.contains("50 132"), "{shown:?}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_terminal_is_left_as_it_was_found() {
    for (line, signal) in [
        ("echo ready", None),
        ("echo ready; sleep 1000", Some(Signal::TERM)),
    ] {
        let (mut pty, pts) = open().unwrap();
        let before = tcgetattr(&pty).unwrap();
        let command = Command::new(env!("CARGO_BIN_EXE_compute")).args(["exec", line]);
        let mut child = command.spawn(pts).unwrap();
        let pid = Pid::from_child(&child);
        shown(&mut pty, |pty| {
            if let Some(signal) = signal {
                let during = tcgetattr(&*pty).unwrap();
                assert_ne!(during.local_modes, before.local_modes, "raw while it runs");
                kill_process(pid, signal).unwrap();
            }
        });
        let after = tcgetattr(&pty).unwrap();
        assert_eq!(after.local_modes, before.local_modes, "{line}");
        assert_eq!(after.input_modes, before.input_modes, "{line}");
        let code = child.wait().unwrap().code();
        assert_eq!(code, Some(if signal.is_some() { 143 } else { 0 }));
    }
}

#[test]
fn the_command_knows_what_terminal_it_has() {
    let output = compute(&["exec", "-t", "echo $TERM"])
        .env("TERM", "vt52")
        .output()
        .unwrap();
    assert_eq!(ran(output).stdout, "vt52\r\n");
    let output = compute(&["exec", "-t", "-e", "TERM=dumb", "echo $TERM"])
        .env("TERM", "vt52")
        .output()
        .unwrap();
    assert_eq!(ran(output).stdout, "dumb\r\n");
}

#[test]
fn without_one_there_is_none() {
    let output = compute(&["exec", "tty; test -t 1 || echo no"])
        .output()
        .unwrap();
    let ran = ran(output);
    assert!(ran.stdout.contains("not a tty\nno\n"), "{}", ran.stdout);
    let output = compute(&["exec", "-t", "test -t 1 && echo yes"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("yes"));
}
