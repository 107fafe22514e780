//! `--stats` while the command runs.

use std::io::{Read, Write};

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};

/// Goes to the start of the line and empties it.
const ERASE: &str = "\r\u{1b}[K";

/// Runs the binary on a terminal of its own, types a line once `ready` is shown,
/// and gives all that was shown.
fn shown(args: &[&str], ready: &str) -> String {
    let (mut pty, pts) = open().unwrap();
    pty.resize(Size::new(24, 200)).unwrap();
    let command = Command::new(env!("CARGO_BIN_EXE_compute"));
    let command = command.args(args).env("TERM", "xterm").env("NO_COLOR", "1");
    let mut child = command.spawn(pts).unwrap();
    let mut shown = String::new();
    while read(&mut pty, &mut shown) && !shown.contains(ready) {}
    pty.write_all(b"\r").unwrap();
    while read(&mut pty, &mut shown) {}
    assert_eq!(child.wait().unwrap().code(), Some(0), "{shown:?}");
    shown
}

/// Adds what comes next. False at the end, which is an error.
fn read(pty: &mut Pty, shown: &mut String) -> bool {
    let mut chunk = [0; 4096];
    let length = pty.read(&mut chunk).unwrap_or(0);
    shown.push_str(&String::from_utf8_lossy(&chunk[..length]));
    length > 0
}

#[test]
fn a_terminal_shows_it_and_the_last_line_takes_its_place() {
    let line = "echo begin; read -r line; echo end";
    let args = ["exec", "--no-tty", "--quiet", "--stats", line];
    let shown = shown(&args, "processes 1");
    let (first, rest) = shown.split_once(ERASE).unwrap();
    assert_eq!(first, "begin\r\n");
    assert!(rest.starts_with("compute: usage: time "), "{shown:?}");
    // Away before the command writes, and in the end.
    assert!(shown.contains(&format!("{ERASE}end\r\n")), "{shown:?}");
    let last = shown.lines().last().unwrap();
    let last = last.rsplit(ERASE).next().unwrap();
    assert!(last.starts_with("compute: usage: time "), "{shown:?}");
    assert!(last.contains(", memory ") && !last.contains("processes"));
}

#[test]
fn json_has_it_beside() {
    let line = "read -r line; echo end";
    let args = ["exec", "--json", "--quiet", "--stats", line];
    let shown = shown(&args, "processes 1");
    assert!(shown.contains(ERASE), "{shown:?}");
    assert!(shown.contains(r#""stdout":"end\n""#), "{shown:?}");
}

#[test]
fn a_terminal_of_the_commands_own_shows_only_the_last_line() {
    // Longer than it would take to be shown.
    let line = "echo ready; read -r line; sleep 1; echo end";
    let args = ["exec", "--quiet", "--stats", line];
    let shown = shown(&args, "ready");
    assert!(!shown.contains(ERASE), "{shown:?}");
    let last = shown.lines().last().unwrap();
    assert!(last.starts_with("compute: usage: time "), "{shown:?}");
}
