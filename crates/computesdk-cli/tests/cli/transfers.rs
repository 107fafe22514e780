//! Files and folders in and out.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::compute::{Ran, compute, ran, run};

fn check(ran: &Ran, code: i32, stdout: &str) {
    let seen = (ran.code, &*ran.stdout);
    assert_eq!(seen, (Some(code), stdout), "{}", ran.stderr);
}

fn project(host: &Path) {
    fs::create_dir_all(host.join("project/sub")).unwrap();
    fs::write(host.join("project/sub/tool"), "#!/bin/sh\necho tool\n").unwrap();
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(host.join("project/sub/tool"), executable).unwrap();
    symlink("sub/tool", host.join("project/link")).unwrap();
}

#[test]
fn a_folder_goes_in_before_the_command() {
    let host = tempfile::tempdir().unwrap();
    project(host.path());
    let source = host.path().join("project").display().to_string();
    let line = "readlink project/link; project/sub/tool; stat -c %U project";
    let expected = "sub/tool\ntool\nuser\n";
    check(&run(&["exec", "--upload", &source, line]), 0, expected);

    let target = format!("{source}:/tmp/deep/er");
    let line = "/tmp/deep/er/link";
    check(&run(&["exec", "--upload", &target, line]), 0, "tool\n");

    let target = format!("{source}:/tmp/");
    let line = "cat /tmp/project/sub/tool | head -c 9; whoami";
    let words = ["exec", "-u", "root", "--upload", &target, line];
    check(&run(&words), 0, "#!/bin/shroot\n");
}

#[test]
fn relative_paths_of_the_sandbox_start_at_the_working_directory() {
    let host = tempfile::tempdir().unwrap();
    fs::write(host.path().join("in"), "given\n").unwrap();
    let words = [
        "exec",
        "-w",
        "/tmp/w",
        "--upload",
        "in",
        "--download",
        "out",
        "tr a-z A-Z < in | tee out",
    ];
    let ended = compute(&words).current_dir(host.path()).output().unwrap();
    check(&ran(ended), 0, "GIVEN\n");
    let out = fs::read_to_string(host.path().join("out")).unwrap();
    assert_eq!(out, "GIVEN\n");
}

#[test]
fn a_folder_comes_out_also_after_a_failure() {
    let host = tempfile::tempdir().unwrap();
    let to = host.path().join("results");
    let download = format!("results:{}", to.display());
    let line = "mkdir -p results/sub; echo kept > results/sub/log; exit 7";
    check(&run(&["exec", "--download", &download, line]), 7, "");
    let log = || fs::read_to_string(to.join("sub/log"));
    assert_eq!(log().unwrap(), "kept\n");

    fs::remove_dir_all(&to).unwrap();
    let line = format!("{}; sleep 1000", line.trim_end_matches("; exit 7"));
    let words = ["exec", "--timeout", "2s", "--download", &download, &line];
    check(&run(&words), 124, "");
    assert_eq!(log().unwrap(), "kept\n");
}

#[test]
fn links_that_lead_out_stay_where_they_are() {
    let host = tempfile::tempdir().unwrap();
    let download = format!("out:{}/", host.path().display());
    let line = "mkdir out; ln -s /etc/passwd out/bad; ln -s ../../x out/worse; ln -s a out/good";
    let ran = run(&["exec", "--download", &download, line]);
    check(&ran, 0, "");
    for left in ["bad", "worse"] {
        assert!(ran.stderr.contains(left), "{}", ran.stderr);
        assert!(fs::symlink_metadata(host.path().join("out").join(left)).is_err());
    }
    let good = fs::read_link(host.path().join("out/good")).unwrap();
    assert_eq!(good, Path::new("a"));
}

#[test]
fn what_is_missing_is_named() {
    let ran = run(&["exec", "--upload", "/no/such/source", "echo ran"]);
    check(&ran, 125, "");
    assert!(ran.stderr.contains("/no/such/source"), "{}", ran.stderr);

    let host = tempfile::tempdir().unwrap();
    let download = format!("/no/such/result:{}", host.path().join("x").display());
    for (line, code) in [("echo ran", 125), ("echo ran; exit 3", 3)] {
        let ran = run(&["exec", "--download", &download, line]);
        check(&ran, code, "ran\n");
        assert!(ran.stderr.contains("/no/such/result"), "{}", ran.stderr);
    }
}
