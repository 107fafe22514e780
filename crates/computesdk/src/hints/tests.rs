use std::time::Duration;

use computesdk_model::{Denial, EgressProtocol, Exit, ExitStatus, FileError, Usage, Verdict};

use super::*;

fn result(status: ExitStatus, stderr: &str) -> ExecResult {
    let exit = Exit {
        status,
        oom_killed: false,
        limit: None,
        usage: Usage::default(),
    };
    let mut result = ExecResult::new(exit, Duration::ZERO, None);
    result.stderr = stderr.as_bytes().to_vec().into();
    result
}

struct NoNetwork;

impl Reach for NoNetwork {
    fn is_none(&self) -> bool {
        true
    }

    fn denied(&self) -> Option<EgressEvent> {
        None
    }
}

fn check(line: &str, result: &ExecResult, expect: &str) {
    let hints = for_result(&Program::Shell(line.into()), result, &NoNetwork);
    let text: Vec<_> = hints.iter().map(Hint::to_string).collect();
    match expect {
        "" => assert!(text.is_empty(), "{text:?}"),
        _ => assert!(text.len() == 1 && text[0].contains(expect), "{text:?}"),
    }
}

#[test]
fn a_missing_command_names_its_package() {
    let missing = result(ExitStatus::Exited(127), "sh: 1: not found");
    check("npm install", &missing, "`npm`");
    check("A=b node x.js", &missing, "`nodejs`");
    check("python x.py", &missing, "`python3`");
    check("no_such_command", &missing, "");
    check("", &missing, "");
}

#[test]
fn a_missing_program_names_its_package() {
    let hints = for_missing_program("/usr/bin/ruby".as_ref());
    assert!(hints[0].to_string().contains("apt install ruby"));
}

#[test]
fn memory_names_its_setting() {
    let mut killed = result(ExitStatus::Signaled(Signal::KILL), "");
    check("x", &killed, "SIGKILL");
    killed.outcome = Outcome::MemoryLimit;
    check("x", &killed, "COMPUTE_MEMORY");
}

#[test]
fn the_last_complaint_counts() {
    let failed = |stderr: &str| result(ExitStatus::Exited(1), stderr);
    check("x", &failed("tar: No space left on device\n"), "`disk`");
    check(
        "x",
        &failed("Cannot allocate memory\nToo many open files"),
        "`open_files`",
    );
    check(
        "x",
        &failed("curl: (6) Could not resolve host: x"),
        "`network` is `none`",
    );
    check(
        "x",
        &failed("RuntimeError: can't start new thread"),
        "--pids",
    );
    check(
        "x",
        &failed("OSError: [Errno 27] File too large"),
        "`file_size`",
    );
    check(
        "x",
        &failed("fatal error: runtime: out of memory"),
        "--memory",
    );
    check("x", &failed(&"é".repeat(5000)), "");
    check("x", &failed(""), "");
}

#[test]
fn error_numbers_name_settings() {
    let hints = |errno, user| {
        let error = FileError::classify("write", "/etc/motd", errno);
        let error = for_file(error, user);
        error
            .hints()
            .iter()
            .map(Hint::to_string)
            .collect::<String>()
    };
    assert!(hints(Errno::ENOSPC, User::User).contains("COMPUTE_DISK"));
    assert!(hints(Errno::EMFILE, User::User).contains("ulimit -n"));
    assert!(hints(Errno::EACCES, User::User).contains("User::Root"));
    assert!(hints(Errno::EACCES, User::Root).is_empty());
    assert!(hints(Errno::EISDIR, User::User).is_empty());
}

struct Refused;

impl Reach for Refused {
    fn is_none(&self) -> bool {
        false
    }

    fn denied(&self) -> Option<EgressEvent> {
        let denied = Verdict::Denied(Denial::NoRule);
        let host = "other.test".to_owned();
        Some(EgressEvent::now(EgressProtocol::Tcp, host, 80, denied))
    }
}

/// A server of the sandbox's own can hang up, and answer as it likes.
#[test]
fn what_others_than_rules_cause_is_told_of_rules_only_after_a_refusal() {
    for complaint in ["Connection reset by peer", "403 Forbidden"] {
        let failed = result(ExitStatus::Exited(1), complaint);
        check("true", &failed, "");
        let hints = for_result(&Program::Shell("true".into()), &failed, &Refused);
        let text = hints[0].to_string();
        assert!(text.contains("denied tcp other.test:80"), "{text}");
    }
}
