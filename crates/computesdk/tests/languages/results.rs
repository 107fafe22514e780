//! What code displays comes back with its result.

use std::time::Duration;

use computesdk::{
    CancellationToken, Error, ExecResult, ResultsMissing, RichResult, Sandbox, User, create_compute,
};

async fn sandbox() -> Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

async fn run(language: &str, code: &str) -> ExecResult {
    let sandbox = sandbox().await;
    let ran = sandbox.run_code(language, code).results(true).unchecked();
    ran.await.unwrap()
}

/// Of each result its text, with a mark for the main one.
fn texts(results: &[RichResult]) -> Vec<String> {
    let text = |one: &RichResult| {
        let mark = if one.is_main_result { "= " } else { "" };
        format!("{mark}{}", one.text().unwrap_or("nothing"))
    };
    results.iter().map(text).collect()
}

async fn shown(language: &str, code: &str) -> Vec<String> {
    let ran = run(language, code).await;
    assert_eq!(ran.stderr, "", "{code}");
    assert_eq!(ran.exit_code, 0, "{code}");
    assert_eq!(ran.results_missing, None, "{code}");
    texts(&ran.results)
}

#[tokio::test]
async fn the_last_expression_is_the_main_result() {
    for (language, code, wanted) in [
        ("python", "x = 20\nx + 22", "= 42"),
        ("python", "'''text'''", "= 'text'"),
        (
            "python",
            "'''doc'''\nfrom __future__ import annotations\n(__doc__,\n 1) # c",
            "= ('doc', 1)",
        ),
        ("node", "const x = 20\nx + 22 // c", "= 42"),
        ("node", "'text'", "= 'text'"),
        ("node", "1, 2", "= 2"),
        (
            "node",
            "f()\nfunction f() { return 'hoisted' }",
            "= 'hoisted'",
        ),
        (
            "node",
            "import { sep } from 'path'\nawait Promise.resolve(sep)",
            "= '/'",
        ),
        (
            "node",
            "const { sep } = require('path'); await 0; sep",
            "= '/'",
        ),
        ("node", "if (process.argv.length > 9) return\n7", "= 7"),
        (
            "node",
            "const f = async () => { await 0; return 'kept' }\nf()",
            "= 'kept'",
        ),
        (
            "node",
            "#!/usr/bin/env node\nnew Map([[1, 2]])",
            "= Map(1) { 1 => 2 }",
        ),
        (
            "typescript",
            "enum A { B = 3 }\nA.B as number\ninterface C {}",
            "= 3",
        ),
        ("typescript", "'text'", "= 'text'"),
        (
            "typescript",
            "const x: number = await Promise.resolve(1)\nx",
            "= 1",
        ),
    ] {
        assert_eq!(shown(language, code).await, [wanted], "{code}");
    }
    for (language, code) in [
        ("python", "None"),
        ("python", "5;  # not this"),
        ("python", "x = 5"),
        ("python", "def f(): 5"),
        ("python", ""),
        ("node", "undefined"),
        ("node", "const x = 5"),
        ("node", "(async () => {})()"),
        ("node", ""),
        ("typescript", "type A = 5"),
    ] {
        assert_eq!(shown(language, code).await, [""; 0], "{code}");
    }
}

#[tokio::test]
async fn what_is_displayed_comes_in_order() {
    let python = "display(1, 'b')\nprint('out')\ndisplay({'text/html': '<b>', 'image/png': b'\\0\\xff'}, raw=True)\n3";
    let node = "display(1); display('b')\nconsole.log('out')\ndisplay({'text/html': '<b>', 'image/png': Buffer.from([0, 255])}, {raw: true})\n3";
    for (language, code) in [("python", python), ("node", node), ("typescript", node)] {
        let ran = run(language, code).await;
        assert_eq!(ran.stdout, "out\n");
        assert_eq!(texts(&ran.results), ["1", "'b'", "nothing", "= 3"]);
        assert_eq!(ran.results[2].html(), Some("<b>"));
        assert_eq!(ran.results[2].png(), Some(&[0, 255][..]));
    }
}

/// By the methods that Jupyter calls.
#[tokio::test]
async fn values_say_their_forms() {
    let python = "
class Value:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {'text/markdown': '**v**', 'application/x+json': [float('nan'), 1]}, {}
    def _repr_html_(self): return '<b>v</b>'
    def _repr_png_(self): return b'\\x89PNG', {'width': 1}
    def _repr_svg_(self): return '<svg/>'
    def _repr_latex_(self): return '$v$'
    def _repr_jpeg_(self): return None
    def _repr_json_(self): return {'v': (1, 2)}
    def __repr__(self): return 'Value()'
display(Value)
Value()";
    let ran = run("python", python).await;
    assert_eq!(ran.stderr, "");
    let [class, value] = &ran.results[..] else {
        panic!("{ran:?}");
    };
    assert_eq!(class.text(), Some("<class '__main__.Value'>"));
    assert_eq!(class.data.len(), 1);
    assert_eq!(value.text(), Some("Value()"));
    assert_eq!(value.markdown(), Some("**v**"));
    assert_eq!(value.html(), Some("<b>v</b>"));
    assert_eq!(value.png(), Some(&b"\x89PNG"[..]));
    assert_eq!(value.svg(), Some("<svg/>"));
    assert_eq!(value.latex(), Some("$v$"));
    assert_eq!(value.jpeg(), None);
    assert_eq!(value.json().unwrap()["v"][1], 2);

    let node = "
const method = Symbol.for('Jupyter.display')
class Value { [method]() { return { 'text/html': '<b>v</b>' } } }
class Later { async [method]() { return { 'text/plain': 'later' } } }
display(new Value())
new Later()";
    let ran = run("node", node).await;
    assert_eq!(ran.stderr, "");
    assert_eq!(texts(&ran.results), ["Value {}", "= later"]);
    assert_eq!(ran.results[0].html(), Some("<b>v</b>"));
}

#[tokio::test]
async fn plain_data_is_json_too() {
    for (language, code) in [
        (
            "python",
            "{'a': [1, 2.5, None, True, 'ü\\ud800'.strip('\\ud800')], 'b': {}}",
        ),
        ("node", "({ a: [1, 2.5, null, true, 'ü'], b: {} })"),
    ] {
        let ran = run(language, code).await;
        let json = ran.results[0].json().unwrap().to_string();
        assert_eq!(json, r#"{"a":[1,2.5,null,true,"ü"],"b":{}}"#, "{language}");
    }
    for (language, code) in [
        ("python", "x = []; x.append(x); x"),
        ("python", "[float('inf')]"),
        ("python", "{1: 2}"),
        ("python", "(1, 2)"),
        ("node", "const x = []; x.push(x); x"),
        ("node", "[NaN]"),
        ("node", "[,1]"),
        ("node", "({ get a() { throw 1 } })"),
        ("node", "new Proxy({}, {})"),
        ("node", "[1n]"),
        ("node", "new Date(0)"),
    ] {
        let ran = run(language, code).await;
        assert_eq!(ran.stderr, "", "{code}");
        assert_eq!(ran.results[0].data.len(), 1, "{code}: {:?}", ran.results);
    }
    let ran = run("node", "[{ a: 1, b: '<' }, { a: 2, b: null }]").await;
    let table = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\
                 <tr><td>1</td><td>&#60;</td></tr><tr><td>2</td><td>null</td></tr></tbody></table>";
    assert_eq!(ran.results[0].html(), Some(table));
}

/// Python's are of any size, those of who reads them are not.
#[tokio::test]
async fn one_large_integer_takes_no_result_along() {
    for (code, forms) in [
        ("[2**64 - 1, -2**63]", 2),
        ("[2**64]", 1),
        ("[-2**63 - 1]", 1),
        ("{'a': [10**400]}", 1),
    ] {
        let ran = run("python", code).await;
        assert_eq!(ran.results_missing, None, "{code}");
        let result = &ran.results[0];
        assert_eq!(result.data.len(), forms, "{code}: {result:?}");
        assert!(result.text().is_some(), "{code}: {result:?}");
    }
    let code = "display({'application/json': {'a': (10**400, 2**64 - 1, True)}}, raw=True)";
    let ran = run("python", code).await;
    let wanted = format!("{{\"a\":[\"1{}\",{},true]}}", "0".repeat(400), u64::MAX);
    assert_eq!(ran.results[0].json().unwrap().to_string(), wanted);
}

#[tokio::test]
async fn a_value_that_fails_to_show_itself_fails_nothing_else() {
    let python = "
class Value:
    def _repr_html_(self): raise ValueError('no')
    def __repr__(self): return '\\ud800'
Value()";
    let ran = run("python", python).await;
    assert_eq!(ran.exit_code, 0);
    assert_eq!(ran.stderr, "display: text/html: ValueError: no\n");
    assert_eq!(texts(&ran.results), ["= ?"]);
    let node = "({ [Symbol.for('Jupyter.display')]() { throw new Error('no') }, a: '\\ud800' })";
    let ran = run("node", node).await;
    assert_eq!(ran.exit_code, 0);
    assert_eq!(ran.stderr, "display: Jupyter.display: Error: no\n");
    assert!(ran.results[0].is_main_result, "{ran:?}");
}

#[tokio::test]
async fn what_was_displayed_before_an_error_comes_with_it() {
    let sandbox = sandbox().await;
    for (language, code) in [
        ("python", "display(1)\nraise ValueError"),
        ("python", "import os\ndisplay(1)\nos._exit(3)"),
        ("node", "display(1)\nthrow new Error('x')"),
        ("node", "display(1)\nprocess.kill(process.pid, 'SIGKILL')"),
        ("typescript", "display(1)\nprocess.exit(3)"),
    ] {
        let failed = sandbox.run_code(language, code).results(true).await;
        let Err(Error::Execution(error)) = failed else {
            panic!("{failed:?}");
        };
        assert_eq!(texts(&error.result.results), ["1"], "{code}");
    }
}

const ENDLESS: &str = "import time\ndisplay(1)\nprint('shown', flush=True)\ntime.sleep(600)";

#[tokio::test]
async fn what_was_displayed_before_it_was_ended_comes_with_the_error() {
    let sandbox = sandbox().await;
    let token = CancellationToken::new();
    let call = sandbox.run_code_stream("python", ENDLESS).results(true);
    let mut stream = call.cancel(token.clone()).await.unwrap();
    stream.stdout.next_chunk().await.unwrap().unwrap();
    token.cancel();
    let failed = stream.wait().await;
    let Err(Error::Abort(error)) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(texts(&error.result.unwrap().results), ["1"]);
}

#[tokio::test]
async fn what_was_displayed_within_a_timeout_comes_with_the_error() {
    let sandbox = sandbox().await;
    // A machine that is busy may take longer to get there.
    for seconds in [2, 10, 50] {
        let timeout = Duration::from_secs(seconds);
        let call = sandbox.python(ENDLESS).results(true).timeout(timeout);
        let failed = call.await;
        let Err(Error::Timeout(error)) = failed else {
            panic!("{failed:?}");
        };
        if error.result.stdout == "shown\n" {
            assert_eq!(texts(&error.result.results), ["1"]);
            return;
        }
    }
    panic!("it displays nothing within any timeout");
}

#[tokio::test]
async fn limits_hold_and_are_told() {
    let sandbox = sandbox().await;
    let code = "for n in range(5): display(n)\n'main'";
    let ran = sandbox.python(code).results(true).results_limits(3, 1000);
    let ran = ran.await.unwrap();
    assert_eq!(texts(&ran.results), ["0", "1", "2"]);
    assert_eq!(ran.results_missing, Some(ResultsMissing::TooMany));
    // What fits comes after what does not.
    let code = "display('x' * 2000)\n'main'";
    let ran = sandbox.python(code).results(true).results_limits(3, 1000);
    let ran = ran.await.unwrap();
    assert_eq!(texts(&ran.results), ["= 'main'"]);
    assert_eq!(ran.results_missing, Some(ResultsMissing::TooLarge));
}

/// Whatever code does to the file: what comes of it is bounded, and nothing of the host's.
#[tokio::test]
async fn code_that_meddles_with_the_file_harms_nobody() {
    let find = "
import glob, os
[file] = glob.glob('/tmp/*/results')
display('first')
";
    for (meddle, kept, missing) in [
        (
            "open(file, 'a').write('{\"main\":true')",
            vec!["'first'"],
            Some(ResultsMissing::Unreadable),
        ),
        (
            "open(file, 'ab').write(bytes(range(256)) * 999); display('last')",
            vec!["'first'", "'last'"],
            Some(ResultsMissing::Unreadable),
        ),
        (
            "open(file, 'a').write('[' * 1000000 + '\\n'); display('last')",
            vec!["'first'", "'last'"],
            Some(ResultsMissing::Unreadable),
        ),
        (
            "open(file, 'a').truncate(1 << 40)",
            vec!["'first'"],
            Some(ResultsMissing::TooLarge),
        ),
        (
            "os.unlink(file); os.symlink('/etc/passwd', file)",
            vec![],
            Some(ResultsMissing::Unreadable),
        ),
        (
            "os.unlink(file); os.mkfifo(file)",
            vec![],
            Some(ResultsMissing::Unreadable),
        ),
        (
            "os.unlink(file); os.mkdir(file)",
            vec![],
            Some(ResultsMissing::Unreadable),
        ),
        (
            "import shutil; shutil.rmtree(os.path.dirname(file))",
            vec![],
            Some(ResultsMissing::Unreadable),
        ),
        (
            "os.chmod(file, 0)",
            vec![],
            Some(ResultsMissing::Unreadable),
        ),
    ] {
        let ran = run("python", &format!("{find}{meddle};")).await;
        assert_eq!(ran.exit_code, 0, "{meddle}: {}", ran.stderr);
        assert_eq!(texts(&ran.results), kept, "{meddle}");
        assert_eq!(ran.results_missing, missing, "{meddle}");
    }
    // The code's own root reads it nevertheless.
    let sandbox = sandbox().await;
    let call = sandbox.python(format!("{find}os.chmod(file, 0);"));
    let ran = call.user(User::Root).results(true).await.unwrap();
    assert_eq!(texts(&ran.results), ["'first'"]);
    assert_eq!(ran.results_missing, None);
}

#[tokio::test]
async fn processes_and_threads_of_the_program_display_too() {
    let code = "
import os, threading
if os.fork() == 0:
    display('child')
else:
    os.wait()
    thread = threading.Thread(target=display, args=('thread',)); thread.start(); thread.join()
os.getpid() and 'main'";
    assert_eq!(
        shown("python", code).await,
        ["'child'", "'thread'", "= 'main'"]
    );
    let code = "const { Worker } = require('worker_threads')
await new Promise((end) => new Worker('display(1)', { eval: true }).on('exit', end))
2";
    assert_eq!(shown("node", code).await, ["1", "= 2"]);
}

#[tokio::test]
async fn results_come_with_streams_and_are_there_again() {
    let sandbox = sandbox().await;
    let call = sandbox
        .run_code_stream("python", "print(1)\n[2]")
        .results(true);
    let mut stream = call.await.unwrap();
    for _ in 0..2 {
        let ended = stream.wait().await.unwrap();
        assert_eq!(texts(&ended.results), ["= [2]"]);
    }
    let left = sandbox
        .exec("ls -A /tmp . | grep -v standby")
        .await
        .unwrap();
    assert!(!left.stdout.contains("tmp-"), "{}", left.stdout);
    assert!(!left.stdout.contains("main"), "{}", left.stdout);
}

/// A working directory that cannot be written, variables that are there already, and a
/// machine's own file of that name.
#[tokio::test]
async fn surroundings_do_not_matter() {
    let sandbox = sandbox().await;
    let ran = sandbox.python("5").cwd("/usr").results(true).await.unwrap();
    assert_eq!(texts(&ran.results), ["= 5"]);
    let own = "import builtins; builtins.own = 'own'";
    sandbox
        .write_file("lib/sitecustomize.py", own)
        .await
        .unwrap();
    let call = sandbox.python("import os\nown, os.environ['PYTHONPATH']");
    let call = call.env("PYTHONPATH", "/home/user/lib").results(true);
    let ran = call.await.unwrap();
    assert_eq!(texts(&ran.results), ["= ('own', '/home/user/lib')"]);
    let call = sandbox.node("process.env.NODE_OPTIONS");
    let call = call.env("NODE_OPTIONS", "--no-warnings").results(true);
    let ran = call.await.unwrap();
    assert_eq!(texts(&ran.results), ["= '--no-warnings'"]);
    // Modules of the program that are called as some of Python's.
    let call = sandbox.python("import json\njson.x").results(true);
    let ran = call.files([("json.py", "x = 3"), ("ast.py", "1/0")]).await;
    assert_eq!(texts(&ran.unwrap().results), ["= 3"]);
}

#[tokio::test]
async fn each_version_of_python_has_results() {
    let sandbox = sandbox().await;
    let languages = sandbox.languages().await.unwrap();
    let python = languages.iter().find(|found| found.name == "python");
    let mut count = 0;
    for found in &python.unwrap().versions {
        let minor = found.version.strip_prefix("3.").unwrap_or("0");
        let minor: u32 = minor.split('.').next().unwrap().parse().unwrap();
        if minor >= 7 {
            let call = sandbox.python("import sys\nsys.version_info[1]");
            let ran = call.version(&found.version).results(true).await.unwrap();
            assert_eq!(texts(&ran.results), [format!("= {minor}")]);
            count += 1;
        }
    }
    assert!(count > 0, "no version of Python that has results was found");
}

#[tokio::test]
async fn languages_that_have_none_are_told() {
    let sandbox = sandbox().await;
    for language in ["bash", "go", "rust", "java"] {
        let failed = sandbox.run_code(language, "").results(true).await;
        assert!(
            matches!(failed, Err(Error::InvalidArgument(_))),
            "{failed:?}"
        );
    }
    let told = sandbox.bash("").results(true).await.unwrap_err();
    assert!(told.to_string().contains("Bash code"), "{told}");
    // Who does not ask for them has neither them nor what displays them.
    let ran = sandbox
        .python("print('display' in dir(__builtins__))\n5")
        .await;
    let ran = ran.unwrap();
    assert_eq!(ran.stdout, "False\n");
    assert!(ran.results.is_empty());
}
