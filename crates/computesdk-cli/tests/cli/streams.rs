//! Standard input, output and error are the command's own, byte for byte.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::compute::{compute, ran, run};

#[test]
fn output_and_error_are_kept_apart() {
    let ran = run(&["exec", "echo out; echo err >&2"]);
    assert_eq!((&*ran.stdout, &*ran.stderr), ("out\n", "err\n"));
}

#[test]
fn bytes_pass_unchanged_in_both_directions() {
    let bytes: Vec<u8> = (0..10u32 << 20)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let mut child = compute(&["exec", "cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let sent = bytes.clone();
    let writer = std::thread::spawn(move || stdin.write_all(&sent));
    let mut received = Vec::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut received)
        .unwrap();
    writer.join().unwrap().unwrap();
    assert!(child.wait().unwrap().success());
    assert!(
        received == bytes,
        "{} of {} bytes",
        received.len(),
        bytes.len()
    );
}

#[test]
fn several_words_need_no_shell() {
    let ran = run(&["exec", "--", "printf", "%s|", "$HOME", "a b", "*"]);
    assert_eq!(ran.stdout, "$HOME|a b|*|");
}

#[test]
fn the_environment_is_what_was_given() {
    let output = compute(&["exec", "-e", "A=1=2", "-e", "PASSED", "env | sort"])
        .env("PASSED", "on")
        .env("SECRET_OF_THE_HOST", "hidden")
        .output()
        .unwrap();
    let ran = ran(output);
    assert!(ran.stdout.contains("\nA=1=2\n") || ran.stdout.starts_with("A=1=2\n"));
    assert!(ran.stdout.contains("\nPASSED=on\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("SECRET_OF_THE_HOST"));
}

#[test]
fn a_reader_that_leaves_ends_the_command_quietly() {
    let mut child = compute(&["exec", "yes"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 2];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(&first, b"y\n");
    let ran = ran(child.wait_with_output().unwrap());
    assert_eq!((ran.code, &*ran.stderr), (Some(141), ""));
}

#[test]
fn working_directory_and_user() {
    let ran = run(&[
        "exec",
        "-w",
        "/tmp",
        "-u",
        "root",
        "pwd; id -un; echo $HOME",
    ]);
    assert_eq!(ran.stdout, "/tmp\nroot\n/root\n");
    let ran = run(&["exec", "pwd; id -un"]);
    assert_eq!(ran.stdout, "/home/user\nuser\n");
}

#[test]
fn input_that_cannot_be_read_is_told() {
    let directory = std::fs::File::open("/").unwrap();
    let output = compute(&["exec", "cat"]).stdin(directory).output().unwrap();
    let ran = ran(output);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), ""));
    assert!(ran.stderr.contains("Is a directory"), "{}", ran.stderr);
}

#[test]
fn output_that_cannot_be_written_is_told() {
    let full = std::fs::File::create("/dev/full").unwrap();
    let output = compute(&["exec", "echo lost"])
        .stdout(full)
        .output()
        .unwrap();
    let ran = ran(output);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains("No space left"), "{}", ran.stderr);
}

#[test]
fn logs_are_shown_on_standard_error_when_asked_for() {
    let ran = run(&["exec", "--log-level", "debug", "echo out"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), "out\n"));
    assert!(ran.stderr.contains("sandbox created"), "{}", ran.stderr);
}
