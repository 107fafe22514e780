//! `compute python` and its sisters.

use crate::compute::{compute, run, run_with_input};

#[test]
fn code_comes_from_an_option_a_file_or_standard_input() {
    let ran = run(&["python", "-c", "import sys; print(sys.argv[1:])", "a", "-b"]);
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(0), "['a', '-b']\n"),
        "{ran:?}"
    );

    let directory = tempfile::TempDir::new().unwrap();
    let file = directory.path().join("shout.sh");
    std::fs::write(&file, "tr a-z A-Z; echo $1").unwrap();
    let ran = run_with_input(&["bash", file.to_str().unwrap(), "end"], "loud\n");
    assert_eq!(ran.stdout, "LOUD\nend\n", "{ran:?}");

    for words in [&["node"][..], &["node", "-"]] {
        let ran = run_with_input(words, "console.log(await 42)");
        assert_eq!(ran.stdout, "42\n", "{ran:?}");
    }
}

#[test]
fn what_does_not_compile_is_told_by_the_compiler_and_as_json() {
    let code = "func main() {\n\tmissing()\n}\n";
    let ran = run(&["go", "-c", code]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("main.go:2:2: undefined: missing\n"),
        "{ran:?}"
    );

    let ran = run(&["go", "--json", "-c", code]);
    let object: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(object["error"]["kind"], "compilation", "{object}");
    assert_eq!(object["error"]["diagnostics"][0]["line"], 2, "{object}");
}

#[test]
fn files_are_given_back() {
    let directory = tempfile::TempDir::new().unwrap();
    let code = "import os; os.mkdir('out'); open('out/a.png', 'wb').write(bytes([0, 255]))";
    let words = [
        "python", "-c", code, "--return", "out/*", "--return", "b.csv",
    ];
    let ran = compute(&words).current_dir(&directory).output().unwrap();
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert!(
        stderr.contains("not returned: b.csv: there is none"),
        "{ran:?}"
    );
    assert!(ran.status.success(), "{ran:?}");
    let written = std::fs::read(directory.path().join("out/a.png")).unwrap();
    assert_eq!(written, [0, 255]);

    let ran = run(&[&words[..], &["--json"]].concat());
    let object: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let file = serde_json::json!(
        {"path": "out/a.png", "mime": "image/png", "size": 2, "base64": "AP8="}
    );
    assert_eq!(object["files"], serde_json::json!([file]), "{object}");
    assert_eq!(
        object["notReturned"][0]["reason"]["kind"], "missing",
        "{object}"
    );
}

#[test]
fn the_last_value_is_printed_and_results_are_json() {
    let code = "display('shown')\nprint('out')\n[1, 2]";
    let ran = run(&["python", "--results", "-c", code]);
    assert_eq!(
        (ran.code, &*ran.stdout),
        (Some(0), "out\n[1, 2]\n"),
        "{ran:?}"
    );
    let ran = run(&["node", "--results", "-c", "await 42"]);
    assert_eq!(ran.stdout, "42\n", "{ran:?}");

    let ran = run(&["python", "--results", "--json", "-c", code]);
    let object: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let results = serde_json::json!([
        {"isMainResult": false, "data": {"text/plain": "'shown'"}},
        {"isMainResult": true, "data": {"text/plain": "[1, 2]", "application/json": [1, 2]}},
    ]);
    assert_eq!(object["results"], results, "{object}");
    assert!(object["resultsMissing"].is_null(), "{object}");

    let ran = run(&["bash", "--results", "-c", "true"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("results"), "{ran:?}");
}

#[test]
fn languages_are_listed() {
    let ran = run(&["languages"]);
    for name in ["python", "node", "typescript", "bash", "go", "rust", "java"] {
        assert!(
            ran.stdout.lines().any(|line| line.starts_with(name)),
            "{ran:?}"
        );
    }
    let ran = run(&["languages", "--json"]);
    let list: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(list[0]["name"], "python");
    assert_eq!(list[0]["tools"][0]["program"], "python3");
    let version = list[0]["versions"][0]["version"].as_str().unwrap();
    let tell = "import sys; print('.'.join(map(str, sys.version_info[:3])))";
    let ran = run(&["python", "--use", version, "-c", tell]);
    assert_eq!(ran.stdout.trim_end(), version, "{ran:?}");
}

#[test]
fn types_that_nothing_checks_are_told() {
    let ran = run(&["python", "--check", "-c", "print(1)"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("types of Python"), "{ran:?}");
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_version_that_is_missing_is_told() {
    let ran = run(&["python", "--use", "2.0", "-c", "print(1)"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(
        ran.stderr.contains("version not found: Python 2.0"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("there are 3."), "{ran:?}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let ran = run(&["python", "/nowhere/main.py"]);
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("/nowhere/main.py"), "{ran:?}");
}
