//! `--json`: one object, whatever happens.

use serde_json::Value;

use crate::compute::{Ran, run};

fn object(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stdout))
}

#[test]
fn a_result_has_its_fields() {
    let ran = run(&["exec", "--json", "echo out; echo err >&2; exit 3"]);
    let object = object(&ran);
    assert_eq!(ran.code, Some(3));
    assert_eq!(object["stdout"], "out\n");
    assert_eq!(object["stderr"], "err\n");
    assert_eq!(object["exitCode"], 3);
    assert_eq!(object["signal"], Value::Null);
    assert_eq!(object["oomKilled"], false);
    assert_eq!(object["truncated"], false);
    assert!(object["executionTime"].as_f64().unwrap() > 0.0);
    assert!(object["usage"]["memory"].as_u64().unwrap() > 0);
    assert!(object.get("error").is_none());
}

#[test]
fn bytes_that_are_no_text_come_as_base64_too() {
    let ran = run(&["exec", "--json", r"printf 'a\377'"]);
    let object = object(&ran);
    assert_eq!(object["stdout"], "a\u{fffd}");
    assert_eq!(object["stdoutBase64"], "Yf8=");
    assert!(object.get("stderrBase64").is_none());
}

#[test]
fn an_error_is_in_the_object() {
    let ran = run(&[
        "exec",
        "--json",
        "--timeout",
        "300ms",
        "echo so far; sleep 1000",
    ]);
    let timed_out = object(&ran);
    assert_eq!(ran.code, Some(124));
    assert_eq!(timed_out["error"]["kind"], "timeout");
    assert_eq!(timed_out["stdout"], "so far\n");

    let ran = run(&["exec", "--json", "--", "no-such-program", "x"]);
    let missing = object(&ran);
    assert_eq!(ran.code, Some(127));
    assert_eq!(missing["error"]["kind"], "not_found");
    assert_eq!(missing["error"]["errno"], "ENOENT");
}
