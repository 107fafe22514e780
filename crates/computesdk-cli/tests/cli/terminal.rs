//! A terminal is given when we have one.

use std::io::{Read, Write};
use std::process::Stdio;

use pty_process::Size;
use pty_process::blocking::{Command, open};

use crate::compute::{compute, ran};

/// Runs the binary on a terminal of its own, types something, and returns what
/// was shown.
fn on_a_terminal(args: &[&str], typed: &str) -> (String, Option<i32>) {
    let (mut pty, pts) = open().unwrap();
    pty.resize(Size::new(33, 101)).unwrap();
    let command = Command::new(env!("CARGO_BIN_EXE_compute")).args(args);
    let mut child = command.spawn(pts).unwrap();
    pty.write_all(typed.as_bytes()).unwrap();
    let mut shown = Vec::new();
    // EIO: the other side has been closed by everybody.
    let mut chunk = [0; 4096];
    while let Ok(length @ 1..) = pty.read(&mut chunk) {
        shown.extend_from_slice(&chunk[..length]);
    }
    let code = child.wait().unwrap().code();
    (String::from_utf8_lossy(&shown).into_owned(), code)
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
    // A key that comes before somebody waits for it is kept by the terminal as
    // input only in raw mode; so the command says when it is ready.
    let (mut pty, pts) = open().unwrap();
    let line = "trap 'echo interrupted; exit 7' INT; echo ready; while :; do sleep 0.05; done";
    let command = Command::new(env!("CARGO_BIN_EXE_compute")).args(["exec", line]);
    let mut child = command.spawn(pts).unwrap();
    let mut shown = String::new();
    let mut chunk = [0; 4096];
    let mut typed = false;
    while let Ok(length @ 1..) = pty.read(&mut chunk) {
        shown.push_str(&String::from_utf8_lossy(&chunk[..length]));
        if !typed && shown.contains("ready") {
            pty.write_all(&[3]).unwrap();
            typed = true;
        }
    }
    assert!(shown.contains("interrupted"), "{shown:?}");
    assert_eq!(child.wait().unwrap().code(), Some(7));
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
