//! Options that limit the sandbox, and what is said of it in the end.

use crate::compute::run;

#[test]
fn sizes_are_those_that_were_asked_for() {
    let line = "df -B1 --output=size /tmp /dev/shm | tail -n 2 | tr -d ' '";
    let ran = run(&["exec", "--disk", "8MiB", "--tmp", "4MiB", line]);
    assert_eq!(ran.stdout, "4194304\n8388608\n", "{}", ran.stderr);
}

#[test]
fn a_limit_that_was_met_is_told() {
    let line = "head -c 20M /dev/zero > big";
    let ran = run(&["exec", "--disk", "8MiB", line]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.contains("disk is full; --disk"),
        "{}",
        ran.stderr
    );

    let ran = run(&["exec", "--json", "--disk", "8MiB", line]);
    assert!(
        ran.stdout.contains(r#""outcome":"disk_limit""#),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_was_used_is_one_line_on_standard_error() {
    for json in [&[] as &[&str], &["--json"]] {
        let words = [&["exec", "--quiet", "--stats"], json, &["true"]].concat();
        let ran = run(&words);
        let lines: Vec<&str> = ran.stderr.lines().collect();
        let [line] = lines[..] else {
            panic!("{lines:?}")
        };
        assert!(line.starts_with("compute: usage: time 0."), "{line}");
        assert!(line.contains(", memory "), "{line}");
    }
    let ran = run(&["exec", "--quiet", "true"]);
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (option, value) in [("--cpus", "0"), ("--pids", "0"), ("--tmp", "0")] {
        let ran = run(&["exec", option, value, "true"]);
        assert_eq!(ran.code, Some(125), "{option}");
        assert!(ran.stderr.contains("invalid limit"), "{}", ran.stderr);
    }
}
