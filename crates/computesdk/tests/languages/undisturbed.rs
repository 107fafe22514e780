//! Code whose results come back does what it does without.

use std::path::Path;

use computesdk::{Sandbox, create_compute};

async fn sandbox() -> Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

/// Standard streams and exit code are those of the same code without results.
async fn same(sandbox: &Sandbox, language: &str, code: &str) {
    let mut ended = Vec::new();
    for results in [true, false] {
        let call = sandbox.run_code(language, code).args(["a", "b c"]);
        let call = call.input("in\n").standby(false).unchecked();
        let ran = call.results(results).await.unwrap();
        let stderr = ran.stderr.to_string();
        ended.push((ran.exit_code, ran.stdout.to_string(), stderr));
        assert_eq!(ran.results_missing, None, "{code}");
    }
    assert_eq!(ended[0], ended[1], "{language}: {code}");
    let (code_of_exit, stdout, stderr) = &ended[0];
    let is_something = *code_of_exit != 0 || !stdout.is_empty() || !stderr.is_empty();
    assert!(is_something, "{code}");
}

#[tokio::test]
async fn python_is_as_it_is_without() {
    let sandbox = sandbox().await;
    for code in [
        "def f(x):\n  return x.y\nf(1) + f(2)",
        "x = 1\nx +\n",
        "'''doc'''\nfrom __future__ import nothing\n1",
        "return 5",
        "x = '\\d'\nx is 1\nx",
        "import sys\nsys.exit('bye')",
        "raise SystemExit(3)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nimport time; time.sleep(9)\n1",
        "import sys\nprint(sys.argv, getattr(sys, 'orig_argv', 0), sys.path, __name__, __file__, __spec__, type(__loader__), __loader__.path, sorted(globals()))",
        "import sys, traceback, inspect\ntraceback.print_stack(); print(sys._getframe().f_back, len(inspect.stack()), open(__file__).read())",
        "def f(n):\n  try: return f(n + 1)\n  except RecursionError: return n\nprint(f(0))",
        "import os\nprint(sorted(os.environ.items()), os.listdir('.'), os.listdir('/proc/self/fd'))",
        "import atexit\natexit.register(print, 'end')\nprint(input())",
        "import multiprocessing as m\nif __name__ == '__main__':\n  m.set_start_method('spawn')\n  with m.Pool(2) as p: print(p.map(abs, [-1, -2]))\nelse: 7",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import sys; print(sys.path, sys.modules.get(\"sitecustomize\"))'])",
        "import inspect, sys\ndef f(): pass\nprint(inspect.getsource(f), inspect.getsource(sys.modules['__main__']))",
        "import warnings\nwarnings.warn('old', stacklevel=1)\n1",
        "class A:\n  def __del__(self): print('gone')\na = A()\na and None",
    ] {
        same(&sandbox, "python", code).await;
    }
}

#[tokio::test]
async fn node_is_as_it_is_without() {
    let sandbox = sandbox().await;
    for code in [
        "function f(x) { return x.y.z }\n\nf(1) + f(2)",
        "const x = 1\nx +\n",
        "const x = 1\n\nawait Promise.reject(new Error('x'))",
        "import { x } from './nothing.mjs'\nx",
        "const f = async () => {\n  throw new Error('x')\n}\nf()",
        "console.log(process.argv, process.execArgv, require.main === module, Object.keys(globalThis), Object.keys(require.cache))\n1",
        "console.log(Object.entries(process.env).sort(), require('fs').readdirSync('.'))\n1",
        "process.on('exit', (code) => console.log('end', code))\nprocess.stdin.on('data', (data) => console.log(String(data)))\n1",
        "'use strict'\ntry { undeclared = 1 } catch (error) { console.log(error.message) }\n1",
        "process.exitCode = 4\nconsole.log('x')",
        "require('child_process').execFileSync(process.execPath, ['-p', 'process.env.NODE_OPTIONS'], {stdio: 'inherit'})\n1",
        "const { Worker } = require('worker_threads')\nnew Worker('console.log(process.env.NODE_OPTIONS)', {eval: true})\n1",
    ] {
        same(&sandbox, "node", code).await;
    }
    same(
        &sandbox,
        "typescript",
        "interface A {}\nconst f = (x: any) => x.y.z\n\nf(1) as A",
    )
    .await;
}

/// Programs of the corpus, which are meant to show what may differ.
#[tokio::test]
async fn programs_are_as_they_are_without() {
    let sandbox = sandbox().await;
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages/programs");
    for (language, theme, ending) in [
        ("python", "errors", "py"),
        ("python", "language", "py"),
        ("node", "errors", "cjs"),
        ("node", "errors", "mjs"),
        ("node", "language", "mjs"),
        ("typescript", "language", "ts"),
    ] {
        let mut count = 0;
        for entry in std::fs::read_dir(directory.join(language).join(theme)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|found| found == ending) {
                let code = std::fs::read_to_string(&path).unwrap();
                // Of an expression alone the columns are others.
                if language == "python" || code.lines().count() > 1 {
                    same_but_for_a_line(&sandbox, language, &code).await;
                    count += 1;
                }
            }
        }
        assert!(count > 1, "{language} {theme}");
    }
}

/// But for what Node.js shows of a line, where something is put at its end.
async fn same_but_for_a_line(sandbox: &Sandbox, language: &str, code: &str) {
    let run = |results| {
        let call = sandbox.run_code(language, code).standby(false);
        call.results(results).unchecked()
    };
    let mut ended = Vec::new();
    for results in [true, false] {
        let ended_so = run(results).await;
        // Some of TypeScript are refused.
        let ran = ended_so
            .as_ref()
            .unwrap_or_else(|error| error.result().unwrap());
        let stderr = ran
            .stderr
            .replace(";globalThis.__computesdkDisplayResult=", "");
        ended.push((ran.exit_code, ran.stdout.clone(), stderr));
    }
    assert_eq!(ended[0], ended[1], "{language}: {code}");
}
