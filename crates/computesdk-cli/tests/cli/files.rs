//! What of the host is shown inside.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::compute::run;

#[test]
fn a_mount_is_read_only_unless_writing_is_asked_for() {
    let host = tempfile::tempdir().unwrap();
    fs::write(host.path().join("given"), "by the host\n").unwrap();
    let source = host.path().to_str().unwrap();

    let mount = format!("{source}:/data");
    let ran = run(&[
        "exec",
        "--mount",
        &mount,
        "cat /data/given; echo x > /data/new",
    ]);
    assert_eq!((ran.code, &*ran.stdout), (Some(1), "by the host\n"));
    assert!(ran.stderr.contains("Read-only"), "{}", ran.stderr);
    assert!(!host.path().join("new").exists());

    let mount = format!("{source}:/data:rw");
    let ran = run(&["exec", "--mount", &mount, "echo made inside > /data/new"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let made = fs::read_to_string(host.path().join("new")).unwrap();
    assert_eq!(made, "made inside\n");
}

#[test]
fn a_missing_source_is_named() {
    let ran = run(&["exec", "--mount", "/no/such/source:/data", "true"]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains("/no/such/source"), "{}", ran.stderr);
}

#[test]
fn a_file_is_copied_in() {
    let host = tempfile::tempdir().unwrap();
    let file = host.path().join("words.txt");
    fs::write(&file, "copied\n").unwrap();
    let file = file.to_str().unwrap();
    let ran = run(&[
        "exec",
        "--file",
        file,
        "cat words.txt; echo changed > words.txt",
    ]);
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(0), "copied\n"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        fs::read_to_string(file).unwrap(),
        "copied\n",
        "the host's own is untouched"
    );
    let elsewhere = format!("{file}:/tmp/deep/er.txt");
    let ran = run(&["exec", "--file", &elsewhere, "cat /tmp/deep/er.txt"]);
    assert_eq!(ran.stdout, "copied\n", "{}", ran.stderr);
}

#[test]
fn a_file_is_copied_in_as_the_user_who_runs_the_command() {
    let host = tempfile::tempdir().unwrap();
    let file = host.path().join("tool");
    fs::write(&file, "#!/bin/sh\nid -un\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    let copy = |to: &str| format!("{}:{to}", file.display());
    let ran = run(&[
        "exec",
        "-u",
        "root",
        "--file",
        &copy("/root/tool"),
        "/root/tool",
    ]);
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(0), "root\n"),
        "{}",
        ran.stderr
    );
    let ran = run(&["exec", "--file", &copy("tool"), "stat -c %U tool; ./tool"]);
    assert_eq!(ran.stdout, "user\nuser\n", "{}", ran.stderr);
}

#[test]
fn run_takes_a_script_and_its_arguments() {
    let host = tempfile::tempdir().unwrap();
    let script = host.path().join("sum.py");
    fs::write(
        &script,
        "import sys\nprint(sum(map(int, sys.argv[1:])), sys.stdin.read())\n",
    )
    .unwrap();
    let script = script.to_str().unwrap();
    let ran = run(&["run", script, "1", "2", "39"]);
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(0), "42 \n"),
        "{}",
        ran.stderr
    );

    let shell = host.path().join("args");
    fs::write(&shell, "#!/bin/sh\nprintf '%s,' \"$@\"\nexit 5\n").unwrap();
    let ran = run(&["run", shell.to_str().unwrap(), "--timeout", "-x"]);
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(5), "--timeout,-x,"),
        "{}",
        ran.stderr
    );
}

#[test]
fn run_says_what_it_cannot_run() {
    let host = tempfile::tempdir().unwrap();
    let unknown = host.path().join("data.xyz");
    fs::write(&unknown, "?").unwrap();
    let ran = run(&["run", unknown.to_str().unwrap()]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains(".xyz"), "{}", ran.stderr);
    let ran = run(&["run", "/no/such/file.py"]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.contains("/no/such/file.py"), "{}", ran.stderr);
}

#[test]
fn memory_is_limited_or_we_say_that_it_is_not() {
    let line = "x = bytearray(300_000_000); print(len(x))";
    let ran = run(&["exec", "--memory", "64MiB", "--", "python3", "-c", line]);
    let limited = !ran.stdout.contains("300000000") && ran.code != Some(0);
    let told = ran.stderr.contains("the memory limit does not hold");
    assert!(limited != told, "{:?} {}", ran.code, ran.stderr);
}
