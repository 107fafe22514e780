//! Interpreters that wait: what they run is as if they had been started for it.

use computesdk::{Error, Outcome, Sandbox, Signal, User, Warm, create_compute};
use std::time::Duration;

/// Tells whether the interpreter that runs it waited for it.
pub(crate) const WAITED: &str = "print('standby-' in open('/proc/self/environ').read())";

/// Mostly long enough for one that waits to load what the last program imported.
const QUIET: Duration = Duration::from_millis(400);

async fn sandbox() -> Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

async fn warm(language: &str) -> Sandbox {
    let sandbox = sandbox().await;
    sandbox.warm(language).await.unwrap();
    sandbox
}

pub(crate) fn without_addresses(text: &str) -> String {
    let (first, rest) = text.split_once("0x").unwrap_or((text, ""));
    let rest = rest.split("0x");
    let rest = rest.map(|part| part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    rest.fold(first.to_owned(), |all, part| all + part)
}

/// What a Python program writes, run by an interpreter that waited, and by one that did not.
async fn both(code: &str) -> (String, String) {
    let sandbox = warm("python").await;
    let code = format!("{code}\n{WAITED}");
    let mut written = Vec::new();
    for (standby, waited) in [(true, "True\n"), (true, "True\n"), (false, "False\n")] {
        let result = sandbox.python(&code).args(["a", "b c"]).standby(standby);
        let result = result.input("in\n").await.unwrap();
        let stdout = result.stdout.to_string();
        let output = stdout.strip_suffix(waited).expect(&stdout).to_owned();
        written.push(output + &without_addresses(&result.stderr.to_string()));
        tokio::time::sleep(QUIET).await;
    }
    let [warm, later, cold] = <[String; 3]>::try_from(written).unwrap();
    assert_eq!(warm, later, "after a while");
    (warm, cold)
}

macro_rules! same {
    ($($name:ident: $code:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let (warm, cold) = both($code).await;
            assert!(!cold.is_empty());
            assert_eq!(warm, cold);
        }
    )*};
}

same! {
    what_sys_says: "import sys\nfor name in 'argv orig_argv path flags executable prefix dont_write_bytecode warnoptions'.split(): print(name, getattr(sys, name))";
    what_is_imported: "import sys\nprint(sorted(sys.modules)); print(len([f for f in sys.meta_path if type(f).__name__ != 'Library']), len(sys.path_hooks))";
    what_main_is: "import sys\nm = sys.modules['__main__']\nprint(sorted(vars(m)), __name__, __file__, __spec__, __package__, __loader__.path, __builtins__)";
    stack_has_nothing_below: "import sys, inspect, traceback\nprint(sys._getframe().f_back, len(inspect.stack())); traceback.print_stack()";
    how_deep_it_goes: "def f(n):\n  try: return f(n + 1)\n  except RecursionError: return n\nprint(f(0))";
    environment: "import os\nprint(os.environ.get('PYTHONPATH'), sorted(os.environ))";
    signals: "import signal\nprint([(s, signal.getsignal(s)) for s in signal.valid_signals()], signal.pthread_sigmask(0, []))";
    standard_input: "import sys, os\nprint(sys.stdin, sys.stdin.read(), os.get_inheritable(0), os.isatty(0))";
    threads: "import threading, _thread\nprint(threading.current_thread() is threading.main_thread(), threading.active_count(), threading.get_native_id() == __import__('os').getpid())\nt = threading.Thread(target=print, args=('joined',)); t.start()";
    processes_forked: "import multiprocessing as m\nm.set_start_method('fork')\nwith m.Pool(2) as p: print(p.map(abs, [-1, -2]))";
    processes_spawned: "import multiprocessing as m\nif __name__ == '__main__':\n  m.set_start_method('spawn')\n  with m.Pool(2) as p: print(p.map(abs, [-1, -2]))\nelse: print = lambda *_: None";
    subprocesses: "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'import os, sys; print(sys.argv, \"standby\" in str(os.environ))'], capture_output=True, text=True))";
    asyncio: "import asyncio\nasync def f():\n  await asyncio.sleep(0)\n  return await (await asyncio.create_subprocess_exec('echo', stdout=-1)).communicate()\nprint(asyncio.run(f()))";
    faults: "import faulthandler, sys\nprint(faulthandler.is_enabled()); faulthandler.dump_traceback(file=sys.stderr)";
    descriptors: "import os\nprint(sorted(os.listdir('/proc/self/fd')))";
    limits: "import resource as r\nprint([r.getrlimit(getattr(r, n)) for n in dir(r) if n.startswith('RLIMIT_')])";
}

/// How a Python program ends, by one that waited and by one that did not.
async fn ends(code: &str) -> [String; 3] {
    let sandbox = warm("python").await;
    let mut ended = Vec::new();
    for standby in [true, true, false] {
        let call = sandbox.python(code).standby(standby).unchecked();
        let result = call.await.unwrap();
        tokio::time::sleep(QUIET).await;
        let stderr = without_addresses(&result.stderr.to_string());
        let stdout = &result.stdout;
        ended.push(format!(
            "{} {:?} {stdout} {stderr}",
            result.exit_code, result.signal
        ));
    }
    ended.try_into().unwrap()
}

#[tokio::test]
async fn ends_as_any_does() {
    for code in [
        "import atexit, sys\natexit.register(print, 'one'); atexit.register(print, 'two')\nsys.exit(7)",
        "class A:\n  def __del__(self): print('gone', __name__)\na = A(); b = [A()]; b.append(b)",
        "import sys\nsys.exit('said')",
        "import sys\nsys.excepthook = lambda *e: print('hook', e[1])\n1/0",
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",
        "import threading, time\nthreading.Thread(target=lambda: (time.sleep(.2), print('late'))).start()",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(100,), daemon=True).start()",
        "import os\nprint('lost?', end=''); os.write(1, b'first ')",
        "import ctypes\nctypes.CDLL(None).printf(b'by C'); print('by Python')",
        "import os\nos.abort()",
        "def f(): raise ValueError('deep')\ndef g():\n  try: f()\n  except ValueError as e: raise KeyError('x') from e\ng()",
        "import atexit\natexit.register(lambda: 1/0)",
        "print('a' * (1 << 20)); raise SystemExit(None)",
    ] {
        let [warm, later, cold] = ends(code).await;
        assert_eq!(warm, cold, "{code}");
        assert_eq!(later, cold, "{code}, after a while");
    }
}

#[tokio::test]
async fn each_has_its_own_chance() {
    let sandbox = warm("python").await;
    let code = "import random; print(random.random(), hash('x'), id(object()))";
    let mut seen = std::collections::HashSet::new();
    for _ in 0..5 {
        sandbox.warm("python").await.unwrap();
        let result = sandbox.python(code).await.unwrap();
        assert!(seen.insert(result.stdout.to_string()));
    }
}

#[tokio::test]
async fn what_differs_is_known() {
    // ARCHITECTURE lists them.
    let sandbox = warm("python").await;
    let code = "import gc, atexit\nprint(gc.get_freeze_count() > 0, atexit._ncallbacks())";
    let result = sandbox.python(code).await.unwrap();
    assert_eq!(result.stdout, "True 1\n");
    let cold = sandbox.python(code).standby(false).await.unwrap();
    assert_eq!(cold.stdout, "False 0\n");
}

#[tokio::test]
async fn a_call_of_another_kind_starts_its_own() {
    let sandbox = warm("python").await;
    sandbox.mkdir("other").await.unwrap();
    let waited = || sandbox.python(WAITED);
    let other = [
        waited().cwd("other"),
        waited().env("A", "1"),
        waited().user(User::Root),
        waited().open_files(100),
        waited().standby(false),
    ];
    for call in other {
        assert_eq!(call.await.unwrap().stdout, "False\n");
    }
    assert_eq!(waited().await.unwrap().stdout, "True\n");
}

#[tokio::test]
async fn from_the_second_call_on_one_waits() {
    let sandbox = sandbox().await;
    assert_eq!(sandbox.python(WAITED).await.unwrap().stdout, "False\n");
    assert_eq!(sandbox.python(WAITED).await.unwrap().stdout, "False\n");
    let third = async {
        while sandbox.python(WAITED).await.unwrap().stdout != "True\n" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), third)
        .await
        .unwrap();
}

#[tokio::test]
async fn nobody_sees_it_wait() {
    let sandbox = warm("python").await;
    assert_eq!(sandbox.ps().await.unwrap().len(), 0);
    assert_eq!(sandbox.killall("python").await.unwrap().len(), 0);
    assert_eq!(sandbox.python(WAITED).await.unwrap().stdout, "True\n");
}

#[tokio::test]
async fn one_that_was_killed_is_replaced() {
    let sandbox = warm("python").await;
    let kill = "for p in /proc/[0-9]*; do
        grep -q '^python' $p/comm && kill -9 ${p#/proc/} && killed=1
    done 2>/dev/null
    while grep -q '^python' /proc/[0-9]*/comm; do sleep 0.01; done 2>/dev/null
    test $killed";
    sandbox.exec(kill).await.unwrap();
    assert_eq!(sandbox.python("print(1)").await.unwrap().stdout, "1\n");
}

#[tokio::test]
async fn what_was_installed_meanwhile_is_found() {
    let sandbox = warm("python").await;
    let site = sandbox
        .exec("python3 -m site --user-site")
        .unchecked()
        .await
        .unwrap();
    let site = site.stdout.trim().to_owned();
    sandbox
        .write_file(format!("{site}/made.pth"), "import sys; sys.made = 1\n")
        .await
        .unwrap();
    let result = sandbox.python("import sys; print(sys.made)").await.unwrap();
    assert_eq!(result.stdout, "1\n");
    sandbox.write_file("helper.py", "x = 2").await.unwrap();
    assert_eq!(
        sandbox
            .python("import helper; print(helper.x)")
            .await
            .unwrap()
            .stdout,
        "2\n"
    );
}

#[tokio::test]
async fn a_directory_that_was_replaced_is_the_new_one() {
    for (language, code) in [
        ("python", "import os; print(os.listdir('.'))"),
        ("node", "console.log(require('fs').readdirSync('.').length)"),
    ] {
        let sandbox = sandbox().await;
        sandbox.mkdir("/tmp/work").await.unwrap();
        sandbox.cd("/tmp/work").await.unwrap();
        sandbox.warm(language).await.unwrap();
        sandbox
            .exec("rm -r /tmp/work && mkdir /tmp/work && touch /tmp/work/new")
            .cwd("/")
            .await
            .unwrap();
        let warm = sandbox.run_code(language, code).await.unwrap();
        let cold = sandbox
            .run_code(language, code)
            .standby(false)
            .await
            .unwrap();
        assert_eq!(warm.stdout, cold.stdout);
        assert_ne!(warm.stdout, "0\n");
    }
}

#[tokio::test]
async fn timeouts_and_signals_are_those_of_the_call() {
    let sandbox = warm("python").await;
    let call = sandbox.python("print('begun', flush=True)\nwhile True: pass");
    match call.timeout(Duration::from_secs(2)).await {
        Err(Error::Timeout(timeout)) => {
            assert_eq!(timeout.result.stdout, "begun\n");
            assert_eq!(timeout.result.outcome, Outcome::TimeLimit);
        }
        other => panic!("{other:?}"),
    }
    sandbox.warm("python").await.unwrap();
    let code = "import time\nprint('begun', flush=True)\ntime.sleep(1000)";
    let mut stream = sandbox.run_code_stream("python", code).await.unwrap();
    assert_eq!(
        stream.stdout.next_chunk().await.unwrap().unwrap(),
        "begun\n"
    );
    stream.kill(Signal::TERM).await.unwrap();
    let ended = stream.wait().await.unwrap_err();
    assert_eq!(ended.result().unwrap().outcome, Outcome::KilledByCaller);
}

#[tokio::test]
async fn modules_are_there_beforehand() {
    let sandbox = sandbox().await;
    let python = Warm::new("python").modules(["json", "no_such_module"]);
    sandbox.warm(python).await.unwrap();
    let code = "import sys; print('json' in sys.modules, 'no_such_module' in sys.modules)";
    assert_eq!(sandbox.python(code).await.unwrap().stdout, "True False\n");
}

#[tokio::test]
async fn a_ready_sandbox_is_warm() {
    let compute = create_compute().unwrap();
    let like = || {
        compute
            .sandbox("local")
            .warm("python")
            .warm("node")
            .env("A", "b")
    };
    assert_eq!(like().prepare(1).await.unwrap(), 1);
    let sandbox = like().await.unwrap();
    assert_eq!(compute.pool().stats().hits, 1);
    assert_eq!(sandbox.python(WAITED).await.unwrap().stdout, "True\n");
    let code = "console.log(require('fs').readFileSync('/proc/self/environ', 'utf8').includes('standby-'), process.env.A)";
    assert_eq!(sandbox.node(code).await.unwrap().stdout, "true b\n");
}

#[tokio::test]
async fn what_cannot_wait_is_refused() {
    let compute = create_compute().unwrap();
    for language in ["go", "cobol"] {
        let error = compute.sandbox("local").warm(language).await.unwrap_err();
        assert!(matches!(error, Error::InvalidArgument(_)), "{error:?}");
    }
}

/// What one call does to the interpreter's files, the hook and those that wait is nothing to
/// another sandbox.
#[tokio::test]
async fn nothing_is_left_for_another_sandbox() {
    let compute = create_compute().unwrap();
    let like = || compute.sandbox("local").warm("python").warm("node");
    let attacked = like().await.unwrap();
    let attack = "import json, os, glob
for path in [json.__file__, os.__file__, *glob.glob('/tmp/.standby-*/*'), *glob.glob('/usr/lib/python3*/site*.py')]:
    try:
        with open(path, 'w') as file: file.write('print(\"taken over\")')
        print('wrote', path)
    except OSError: pass";
    let user = attacked.python(attack).await.unwrap();
    assert!(
        user.stdout.contains("wrote /tmp/.standby-"),
        "{}",
        user.stdout
    );
    attacked
        .python(attack)
        .user(User::Root)
        .unchecked()
        .await
        .unwrap();
    let other = like().await.unwrap();
    for sandbox in [&other, &like().await.unwrap()] {
        let result = sandbox
            .python("import json, os; print(json.dumps(1))")
            .await
            .unwrap();
        assert_eq!(result.stdout, "1\n");
        assert_eq!(sandbox.node("console.log(1)").await.unwrap().stdout, "1\n");
    }
}

/// The file that makes an interpreter wait goes with it.
#[tokio::test]
async fn nothing_is_left_of_it() {
    let sandbox = sandbox().await;
    for (language, code) in [
        ("python", WAITED),
        ("node", "console.log(1)"),
        ("typescript", "export {}; console.log(1)"),
        (
            "java",
            "class A { public static void main(String[] a) { System.out.print(1); } }",
        ),
    ] {
        sandbox.warm(language).await.unwrap();
        sandbox.run_code(language, code).await.unwrap();
    }
    let waiting = async {
        loop {
            let listed = sandbox.exec("ls -A /tmp").await.unwrap().stdout.to_string();
            let hooks = listed.lines().filter(|line| line.contains("standby"));
            // Two forms of Node.js wait for a script and for a module, in each language.
            if hooks.count() <= 4 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting)
        .await
        .unwrap();
}

/// Java's launcher is called again by the program that waited in it.
#[tokio::test]
async fn java_runs_as_it_does_else() {
    let sandbox = warm("java").await;
    let code = "import java.util.*;
class Main {
    static int deep(int n) { if (n == 0) throw new IllegalStateException(\"deep\"); return deep(n - 1); }
    public static void main(String[] args) throws Exception {
        System.out.println(Arrays.toString(args) + new Scanner(System.in).nextLine());
        System.out.println(System.getProperty(\"computesdk.standby\") + Main.class.getClassLoader().getParent());
        System.out.println(System.getenv());
        deep(3);
    }
}";
    let mut ended = Vec::new();
    for standby in [true, false] {
        let call = sandbox
            .run_code("java", code)
            .args(["a", "b c"])
            .input("in\n");
        let result = call.standby(standby).unchecked().await.unwrap();
        let (stdout, stderr) = (result.stdout.to_string(), result.stderr.to_string());
        let stdout = stdout.split('@').next().unwrap().to_owned();
        ended.push((result.exit_code, stdout, stderr));
    }
    assert!(ended[1].2.contains("Main.deep(Main.java:3)"), "{ended:?}");
    assert_eq!(ended[0], ended[1]);
    let code = "class A { public static void main(String[] a) { int x = \"\"; } }";
    sandbox.warm("java").await.unwrap();
    let warm = sandbox.java(code).unchecked().await.unwrap();
    let cold = sandbox.java(code).standby(false).unchecked().await.unwrap();
    assert!(cold.stderr.contains("Main.java:1"), "{cold:?}");
    assert_eq!((warm.exit_code, warm.stderr), (cold.exit_code, cold.stderr));
}
