//! `--log-events`: a line of JSON for each.

use serde_json::{Value, json};

use crate::compute::run;

/// What `compute` said on standard error, which is events alone.
fn events(stderr: &str) -> Vec<Value> {
    let lines = stderr.lines().map(serde_json::from_str);
    lines.map(|line| line.unwrap()).collect()
}

#[test]
fn the_life_of_a_sandbox_is_told() {
    let ran = run(&["exec", "--log-events", "echo out; exit 3"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(3), "out\n"));
    let events = events(&ran.stderr);
    let names: Vec<_> = events.iter().map(|event| &event["event"]).collect();
    let life = [
        "created",
        "ready",
        "exec_started",
        "exec_ended",
        "destroyed",
    ];
    assert_eq!(names, life);
    assert!(
        events
            .iter()
            .all(|event| event["sandbox"] == events[0]["sandbox"])
    );
    assert_eq!(events[0]["provider"], "local");
    assert_eq!(events[2]["program"], "sh");
    assert_eq!(events[2]["pid"], events[3]["pid"]);
    assert_eq!(events[3]["exitCode"], 3);
    assert_eq!(events[3]["outcome"], "exited");
    assert!(events[3]["executionTime"].as_f64().unwrap() > 0.0);
    assert_eq!(events[4]["reason"], "dropped");
    let time = events[4]["time"].as_str().unwrap();
    assert!(time.ends_with('Z'), "{time}");
}

#[test]
fn what_is_refused_and_met_is_told() {
    let line = "getent hosts other.test; ulimit -c 0; kill -XFSZ $$";
    let ran = run(&[
        "exec",
        "--log-events",
        "--allow",
        "api.test:443",
        "--json",
        line,
    ]);
    let events = events(&ran.stderr);
    let denied = events
        .iter()
        .find(|event| event["event"] == "egress_denied");
    let denied = denied.unwrap();
    assert_eq!(denied["protocol"], "dns");
    assert_eq!(denied["host"], "other.test");
    let ended = events.iter().find(|event| event["event"] == "exec_ended");
    assert_eq!(ended.unwrap()["signal"], json!("SIGXFSZ"));
}

#[test]
fn where_there_is_no_sandbox_there_are_none() {
    let ran = run(&["exec", "--log-events", "--provider", "nobody", "true"]);
    assert_eq!(ran.code, Some(125));
    assert!(ran.stderr.starts_with("compute: error"), "{}", ran.stderr);
}
