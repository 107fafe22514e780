//! Exit codes tell what happened.

use crate::compute::{compute, run};

#[test]
fn the_commands_own_pass_through() {
    for code in [0, 1, 7, 124, 125, 255] {
        let ran = run(&["exec", &format!("exit {code}")]);
        assert_eq!((ran.code, &*ran.stderr), (Some(code), ""));
    }
}

#[test]
fn a_signal_is_128_and_its_number() {
    let ran = run(&["exec", "kill -TERM $$"]);
    assert_eq!(ran.code, Some(143), "{}", ran.stderr);
}

#[test]
fn a_timeout_is_124_and_keeps_the_output() {
    let ran = run(&["exec", "--timeout", "300ms", "echo before; sleep 1000"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(124), "before\n"));
    assert!(ran.stderr.contains("timeout"), "{}", ran.stderr);
}

#[test]
fn a_missing_program_is_127() {
    let ran = run(&["exec", "--", "no-such-program", "argument"]);
    assert_eq!(ran.code, Some(127));
    assert!(ran.stderr.contains("no-such-program"), "{}", ran.stderr);
    assert_eq!(
        run(&["exec", "no-such-program"]).code,
        Some(127),
        "by the shell"
    );
}

#[test]
fn a_program_that_cannot_be_executed_is_126() {
    let ran = run(&["exec", "--", "/etc/passwd", "argument"]);
    assert_eq!(ran.code, Some(126));
    assert!(ran.stderr.contains("not executable"), "{}", ran.stderr);
}

#[test]
fn our_own_failures_are_125() {
    let ran = run(&["exec", "--no-such-option", "true"]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains("--no-such-option"), "{}", ran.stderr);
    let ran = run(&["exec", "-w", "/no/such/directory", "true"]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains("/no/such/directory"), "{}", ran.stderr);
    let ran = run(&["exec", "--", "", "argument"]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains("program name"), "{}", ran.stderr);
    let ran = run(&["exec", "--provider", "locl", "true"]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains("local"), "a suggestion: {}", ran.stderr);
}

#[test]
fn messages_have_no_colour_where_none_is_wanted() {
    let failing = ["exec", "--provider", "locl", "true"];
    let output = compute(&failing).env("NO_COLOR", "1").output().unwrap();
    assert!(!output.stderr.contains(&0x1b));
    let output = compute(&failing)
        .env_remove("NO_COLOR")
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert!(output.stderr.contains(&0x1b), "the check above can fail");
}
