//! What the binary says about itself.

use crate::compute::run;

#[test]
fn version_help_and_completions() {
    let ran = run(&["--version"]);
    assert_eq!(
        ran.stdout,
        concat!("compute ", env!("CARGO_PKG_VERSION"), "\n")
    );
    let ran = run(&["exec", "--help"]);
    for option in [
        "--env",
        "--workdir",
        "--timeout",
        "--memory",
        "--mount",
        "--file",
        "--upload",
        "--download",
        "--network",
        "--allow",
        "--log-events",
        "--publish",
        "--json",
    ] {
        assert!(ran.stdout.contains(option), "{option}: {}", ran.stdout);
    }
    for shell in ["bash", "zsh", "fish"] {
        let ran = run(&["completions", shell]);
        assert!(
            ran.code == Some(0) && ran.stdout.contains("compute"),
            "{shell}"
        );
    }
    let ran = run(&["man"]);
    assert!(ran.stdout.contains(".TH compute 1"), "{}", ran.stdout);
}

/// What its first screen runs, with the output that it shows.
#[test]
fn the_readme_shows_what_happens() {
    let readme = include_str!("../../../../README.md");
    let mut blocks = readme.split("```").skip(1).step_by(2);
    let mut block = || blocks.next().unwrap().split_once('\n').unwrap().1;
    let commands = block().lines();
    for (command, shown) in commands.zip([block(), block()]) {
        let line = command.split_once(" exec '").unwrap().1;
        let ran = run(&["exec", line.strip_suffix('\'').unwrap()]);
        assert_eq!([ran.stdout, ran.stderr].concat(), shown, "{command}");
    }
}

#[test]
fn doctor_makes_a_sandbox_and_reports() {
    let ran = run(&["doctor", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let status = |name: &str| {
        let check = checks.iter().find(|check| check["name"] == name);
        check.unwrap_or_else(|| panic!("{name}: {report:#}"))["status"].clone()
    };
    assert_eq!(status("sandbox"), "ok");
    assert_eq!(status("kernel"), "ok");
    assert_eq!(ran.code, Some(0));
    let text = run(&["doctor"]);
    assert!(
        text.stdout.contains("system call filter"),
        "{}",
        text.stdout
    );
}
